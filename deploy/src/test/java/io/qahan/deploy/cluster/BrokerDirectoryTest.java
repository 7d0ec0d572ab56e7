package io.qahan.deploy.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokerDirectoryTest {
  @TempDir Path parent;

  @Test
  void shouldDeleteATemporaryDirectoryAtClose() throws Exception {
    BrokerDirectory directory = BrokerDirectory.temporary();
    Path records = Files.writeString(directory.records().resolve("records"), "a");

    directory.close();

    assertThat(records.getParent().getParent()).doesNotExist();
  }

  @Test
  void shouldDeleteWhatAKilledProcessLeftAndNothingElse() throws Exception {
    Path left = Files.createDirectory(parent.resolve("qahan-kafka-1"));
    Files.createFile(left.resolve("qahan.lock"));
    Files.writeString(Files.createDirectory(left.resolve("kafka")).resolve("records"), "a");
    Path notOurs = Files.createDirectory(parent.resolve("qahan-kafka-2"));
    Path kept = parent.resolve("qahan-kafka-3");
    try (BrokerDirectory held = BrokerDirectory.kept(kept)) {
      BrokerDirectory.deleteAbandoned(parent, Instant.EPOCH);
      assertThat(left).as("perhaps about to be locked").exists();

      BrokerDirectory.deleteAbandoned(parent, Instant.now().plusSeconds(60));

      assertThat(left).doesNotExist();
      assertThat(notOurs).exists();
      assertThat(held.records()).exists();
    }
  }
}
