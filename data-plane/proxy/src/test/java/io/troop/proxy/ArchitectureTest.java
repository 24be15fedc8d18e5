package io.troop.proxy;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/// What the packages of the node may know of each other.
final class ArchitectureTest {

  private static final JavaClasses NODE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.troop.proxy", "io.troop.routing");

  @Test
  void packagesAreFreeOfCycles() {
    slices()
        .matching("io.troop.proxy.(*)..")
        .should()
        .beFreeOfCycles()
        .because("a reader must be able to understand one package after the other")
        .check(NODE);
  }

  @Test
  void onlyTheProgramKnowsTheListeners() {
    noClasses()
        .that()
        .resideOutsideOfPackages("io.troop.proxy", "io.troop.proxy.listener")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.troop.proxy.listener")
        .because("the way of a request leads from the listener to the pipeline, and not back")
        .check(NODE);
  }

  @Test
  void theCodecKnowsBytesOnly() {
    noClasses()
        .that()
        .resideInAPackage("io.troop.proxy.http")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.netty.channel..",
            "io.netty.handler..",
            "io.troop.proxy.pipeline..",
            "io.troop.proxy.relay..",
            "io.troop.proxy.live..")
        .because("framing is decided on bytes; channels are the listener's and the relay's")
        .check(NODE);
  }

  @Test
  void theRelayKnowsNoConfiguration() {
    noClasses()
        .that()
        .resideInAPackage("io.troop.proxy.relay")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.troop.plugin..",
            "io.troop.proxy.live..",
            "io.troop.routing..",
            "io.troop.proxy.chain..",
            "io.troop.proxy.balance..",
            "io.troop.proxy.pipeline..")
        .because("it takes an origin and bytes; what they mean is the pipeline's business")
        .check(NODE);
  }

  @Test
  void onlySyncReadsTheWire() {
    noClasses()
        .that()
        .resideOutsideOfPackages("io.troop.proxy.sync..", "io.troop.proxy.telemetry..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.troop.proto..")
        .because("the rest of the node works on images; ask io.troop.proxy.sync")
        .check(NODE);
  }

  @Test
  void nobodyBlocksAnEventLoop() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "io.troop.proxy.http..",
            "io.troop.proxy.pipeline..",
            "io.troop.proxy.relay..",
            "io.troop.routing..")
        .should()
        .callMethod(Thread.class, "sleep", long.class)
        .orShould()
        .callMethod("reactor.core.publisher.Mono", "block")
        .orShould()
        .callMethod("reactor.core.publisher.Flux", "blockLast")
        .because("an event loop carries all other exchanges, too; subscribe in place of waiting")
        .check(NODE);
  }

  @Test
  void timeComesFromAClock() {
    noClasses()
        .should()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(Math.class, "random")
        .because("tests have to set time and chance; take an InstantSource and a RandomGenerator")
        .check(NODE);
  }

  @Test
  void namesSayWhatAClassIs() {
    noClasses()
        .should()
        .haveNameMatching(".*(Impl|Utils?|Helper|Manager)")
        .orShould()
        .haveSimpleNameStartingWith("Abstract")
        .because("such a name says nothing; name the thing")
        .check(NODE);
  }

  @Test
  void stateIsNotStatic() {
    noFields()
        .that()
        .areStatic()
        .should()
        .notBeFinal()
        .because("two nodes may live in one process; hand state to the constructor")
        .check(NODE);
  }
}
