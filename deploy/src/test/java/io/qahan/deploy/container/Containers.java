package io.qahan.deploy.container;

import java.time.Duration;
import org.junit.jupiter.api.Assumptions;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * The containers of our tests. Images are public ones; system properties name others for machines
 * that cannot reach a public registry: {@code qahan.test.kafka.image}, {@code
 * qahan.test.registry.image}.
 */
final class Containers {
  private static final int REGISTRY_PORT = 8080;
  private static final Duration REGISTRY_START = Duration.ofMinutes(2);

  private Containers() {}

  /** Skips the test, saying so, where no Docker engine answers. */
  static void engineOrSkip() {
    boolean answers = DockerClientFactory.instance().isDockerAvailable();
    if (!answers) {
      System.out.println("SKIPPED: no Docker engine answers");
    }
    Assumptions.assumeTrue(answers, "no Docker engine answers");
  }

  @SuppressWarnings("resource") // closed by the test
  static KafkaContainer kafka() {
    return new KafkaContainer(
            DockerImageName.parse(
                    System.getProperty("qahan.test.kafka.image", "apache/kafka:4.3.1"))
                .asCompatibleSubstituteFor("apache/kafka"))
        // One broker cannot keep three copies of the state of share groups.
        .withEnv("KAFKA_SHARE_COORDINATOR_STATE_TOPIC_REPLICATION_FACTOR", "1")
        .withEnv("KAFKA_SHARE_COORDINATOR_STATE_TOPIC_MIN_ISR", "1");
  }

  /** Apicurio Registry with its schemas in memory. */
  @SuppressWarnings("resource") // closed by the test
  static GenericContainer<?> registry() {
    return new GenericContainer<>(
            DockerImageName.parse(
                System.getProperty(
                    "qahan.test.registry.image", "apicurio/apicurio-registry-mem:2.6.13.Final")))
        .withExposedPorts(REGISTRY_PORT)
        .waitingFor(
            Wait.forHttp("/apis/registry/v2/system/info").withStartupTimeout(REGISTRY_START));
  }

  /** Where clients find a running registry. */
  static String urlOf(GenericContainer<?> registry) {
    return rootOf(registry) + "/apis/registry/v2";
  }

  static String rootOf(GenericContainer<?> registry) {
    return "http://" + registry.getHost() + ":" + registry.getMappedPort(REGISTRY_PORT);
  }
}
