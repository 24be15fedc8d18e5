package io.troop.control;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

  private static final JavaClasses CONTROL =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.troop.control");

  @Test
  void packagesAreFreeOfCycles() {
    slices()
        .matching("io.troop.control.(*)..")
        .should()
        .beFreeOfCycles()
        .because("a reader has to be able to begin somewhere: move what both need down")
        .check(CONTROL);
  }

  @Test
  void onlyTheAdminApiKnowsTheWeb() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.troop.control.admin..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.springframework.web..", "jakarta.servlet..")
        .because("others bring endpoints as EndpointSource, without HTTP")
        .check(CONTROL);
  }

  @Test
  void theStoreKnowsNeitherEditingNorServing() {
    noClasses()
        .that()
        .resideInAnyPackage("io.troop.control.store..", "io.troop.control.document..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.troop.control.edit..",
            "io.troop.control.admin..",
            "io.troop.control.sync..",
            "io.troop.control.fleet..",
            "io.troop.proto..")
        .because(
            "the way of a change leads down: admin, edit, store; who listens is told by a bean")
        .check(CONTROL);
  }

  @Test
  void rowsAndRepositoriesStayInside() {
    classes()
        .that()
        .haveSimpleNameEndingWith("Row")
        .or()
        .haveSimpleNameEndingWith("Rows")
        .should()
        .bePackagePrivate()
        .because("what a table looks like is nobody else's business")
        .check(CONTROL);
  }

  @Test
  void theWireIsSeenOnlyWhereItIsSpoken() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "io.troop.control.sync..", "io.troop.control.telemetry..", "io.troop.control.kong..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.troop.proto..")
        .because("messages are made from images, at the edge")
        .check(CONTROL);
  }

  @Test
  void handlersOfPluginsStayOnNodes() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("io.troop.plugin.Handler")
        .because("the control plane reads what a plugin is, and never runs it")
        .check(CONTROL);
  }

  @Test
  void namesSayWhatAThingIs() {
    noClasses()
        .should()
        .haveNameMatching(".*(Impl|Utils?|Helper|Manager)")
        .orShould()
        .haveNameMatching(".*\\.Abstract[A-Z].*")
        .orShould()
        .resideInAnyPackage(
            "..util..", "..common..", "..impl..", "..internal..", "..model..", "..dto..")
        .because("such names say nothing; name the thing by what it does")
        .check(CONTROL);
  }

  @Test
  void timeComesThroughAClock() {
    noClasses()
        .should()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(java.time.Instant.class, "now")
        .orShould()
        .callMethod(Math.class, "random")
        .because("a test has to be able to say what time it is: use InstantSource")
        .check(CONTROL);
  }

  @Test
  void beansAreMadeByConstructors() {
    noFields()
        .should()
        .beAnnotatedWith("org.springframework.beans.factory.annotation.Autowired")
        .because("what a class needs stands in its constructor")
        .check(CONTROL);
  }
}
