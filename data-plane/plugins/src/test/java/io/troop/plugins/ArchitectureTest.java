package io.troop.plugins;

import static com.tngtech.archunit.lang.conditions.ArchConditions.beRecords;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.troop.plugin.Plugin;
import org.junit.jupiter.api.Test;

/// What plugins may know, and what of them may be known.
class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.troop.plugins");

  @Test
  void pluginsDoNotDependOnEachOther() {
    slices()
        .matching("io.troop.plugins.(*)..")
        .should()
        .notDependOnEachOther()
        .because("what two plugins share belongs into plugin-api")
        .check(CLASSES);
  }

  @Test
  void pluginsSeeThePluginApiOnly() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.netty.channel..",
            "reactor.netty..",
            "io.troop.proxy..",
            "io.troop.proto..",
            "io.troop.state..",
            "org.springframework..")
        .because("a plugin runs on both planes and asks its Host for machinery")
        .check(CLASSES);
  }

  @Test
  void onlyThePluginItselfIsPublic() {
    classes()
        .that()
        .arePublic()
        .and()
        .areTopLevelClasses()
        .should()
        .implement(Plugin.class)
        .because("a plugin is found by the service loader, its parts by nobody")
        .check(CLASSES);
  }

  @Test
  void configurationsAreRecords() {
    classes()
        .that()
        .haveSimpleNameEndingWith("Config")
        .should(beRecords())
        .because("the record is the schema")
        .check(CLASSES);
  }

  @Test
  void nothingStaticChanges() {
    fields()
        .that()
        .areStatic()
        .should()
        .beFinal()
        .because("state is kept by Host.keep, so that it has an owner and an end")
        .check(CLASSES);
  }
}
