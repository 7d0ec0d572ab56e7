package io.qahan.deploy.operate.acls;

import static org.assertj.core.api.Assertions.assertThat;

import io.qahan.deploy.CommandRun;
import org.junit.jupiter.api.Test;

class AclsCommandTest {
  @Test
  void shouldGiveOneUserTheRightsOfSeveralRolesEachOnce() {
    CommandRun run =
        CommandRun.of("acls", "--role", "retrain", "--role", "shadow", "--user", "one-for-both");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out().lines().filter(line -> line.startsWith("kafka-acls")))
        .isNotEmpty()
        .doesNotHaveDuplicates()
        .allMatch(line -> line.contains("User:one-for-both"))
        .anyMatch(line -> line.contains("--topic qahan.shadow- --resource-pattern-type prefixed"))
        .anyMatch(line -> line.contains("--topic qahan.models.v1"));
  }

  @Test
  void shouldMakeOneKafkaUserOfThem() {
    CommandRun run =
        CommandRun.of(
            "acls", "--strimzi", "--role", "trainer", "--role", "retrain", "--user", "trainer");

    assertThat(run.out()).containsOnlyOnce("kind: KafkaUser").containsOnlyOnce("name: trainer\n");
    assertThat(run.out()).containsOnlyOnce("name: qahan.models.v1,");
  }
}
