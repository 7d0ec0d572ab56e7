package io.qahan.deploy.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedKafkaIT {
  @Test
  void shouldKeepTopicsWhenStartedAgainOnTheSameDirectory(@TempDir Path directory)
      throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.in(directory, 0);
        Admin admin = adminOf(kafka)) {
      admin.createTopics(List.of(new NewTopic("kept", 3, (short) 1))).all().get();
    }

    try (EmbeddedKafka kafka = EmbeddedKafka.in(directory, 0);
        Admin admin = adminOf(kafka)) {
      assertThat(admin.listTopics().names().get()).containsExactly("kept");
    }
  }

  @Test
  void shouldRefuseADirectoryThatAnotherBrokerUses(@TempDir Path directory) throws IOException {
    try (EmbeddedKafka first = EmbeddedKafka.in(directory, 0)) {
      assertThatThrownBy(() -> EmbeddedKafka.in(directory, 0))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("Another broker uses the directory");
      assertThat(first.bootstrapServers()).startsWith("127.0.0.1:");
    }
  }

  @Test
  void shouldDeleteATemporaryDirectoryAtClose() throws IOException {
    BrokerDirectory directory = BrokerDirectory.temporary();

    EmbeddedKafka.start(directory, 0, Map.of()).close();

    assertThat(Files.exists(directory.records())).isFalse();
  }

  private static Admin adminOf(EmbeddedKafka kafka) {
    return Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
  }
}
