package io.verdigris;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.verdigris");

  @Test
  void core_knows_no_cluster() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.fabric8..", "com.fasterxml..", "tools.jackson..")
        .check(CLASSES);
  }

  @Test
  void extension_interfaces_hooks_and_replays_know_nothing_of_the_engine() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "io.verdigris.spi", "io.verdigris.hooks", "io.verdigris.http", "io.verdigris.judging")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.verdigris.internal")
        .check(CLASSES);
  }

  @Test
  void only_the_orchestrator_reaches_into_the_engine() {
    noClasses()
        .that()
        .resideInAPackage("io.verdigris")
        .and()
        .doNotHaveFullyQualifiedName("io.verdigris.BlueGreenOrchestrator")
        .and()
        .doNotHaveFullyQualifiedName("io.verdigris.BlueGreenOrchestrator$Builder")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.verdigris.internal")
        .check(CLASSES);
  }

  @Test
  void the_decider_is_pure() {
    noClasses()
        .that()
        .haveSimpleName("Decider")
        .or()
        .haveSimpleName("Transitions")
        .or()
        .haveSimpleName("RolloutState")
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.time.InstantSource")
        .orShould()
        .dependOnClassesThat()
        .resideInAnyPackage("org.slf4j..", "java.util.concurrent..", "java.io..", "java.net..")
        .check(CLASSES);
  }
}
