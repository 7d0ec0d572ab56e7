package io.qahan.deploy;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/**
 * The module line: deploy to trainer to ingest to qubo, and deploy to the worker to dwave to qubo;
 * the services know schemas, qubo and dwave do not.
 */
@AnalyzeClasses(
    packages = "io.qahan",
    importOptions = {DoNotIncludeTests.class, ArchitectureTest.NoTestJars.class})
class ArchitectureTest {
  /** The worker's tests are on the class path as a jar, which the ready-made option lets pass. */
  static final class NoTestJars implements ImportOption {
    @Override
    public boolean includes(Location location) {
      return !location.contains("-tests.jar");
    }
  }

  @ArchTest
  static final ArchRule arrowsPointDownOnly =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("schemas")
          .definedBy("io.qahan.schemas..")
          .layer("qubo")
          .definedBy("io.qahan.qubo..")
          .layer("dwave")
          .definedBy("io.qahan.dwave..")
          .layer("worker")
          .definedBy("io.qahan.worker..")
          .layer("ingest")
          .definedBy("io.qahan.ingest..")
          .layer("trainer")
          .definedBy("io.qahan.trainer..")
          .layer("deploy")
          .definedBy("io.qahan.deploy..")
          .whereLayer("deploy")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("trainer")
          .mayOnlyBeAccessedByLayers("deploy")
          .whereLayer("ingest")
          .mayOnlyBeAccessedByLayers("deploy", "trainer")
          .whereLayer("worker")
          .mayOnlyBeAccessedByLayers("deploy")
          .whereLayer("dwave")
          .mayOnlyBeAccessedByLayers("deploy", "worker")
          .whereLayer("schemas")
          .mayOnlyBeAccessedByLayers("deploy", "trainer", "ingest", "worker");

  @ArchTest
  static final ArchRule solversAndDWaveKnowNoKafkaAndNoAvro =
      noClasses()
          .that()
          .resideInAnyPackage("io.qahan.qubo..", "io.qahan.dwave..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.kafka..", "org.apache.avro..");

  @ArchTest
  static final ArchRule trainerUsesTheIngestLibraryOnly =
      noClasses()
          .that()
          .resideInAPackage("io.qahan.trainer..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.qahan.ingest",
              "io.qahan.ingest.stream..",
              "io.qahan.ingest.http..",
              "io.qahan.ingest.door..",
              "io.qahan.ingest.page..",
              "io.qahan.ingest.follow..");

  @ArchTest
  static final ArchRule onlineLearningKnowsNoKafka =
      noClasses()
          .that()
          .resideInAnyPackage(
              "io.qahan.trainer.online.learning..", "io.qahan.trainer.online.gate..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.kafka..");

  @ArchTest
  static final ArchRule noPackageCycles =
      slices().matching("io.qahan.(**)").should().beFreeOfCycles();
}
