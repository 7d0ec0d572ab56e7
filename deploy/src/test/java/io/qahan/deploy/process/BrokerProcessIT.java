package io.qahan.deploy.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.qahan.deploy.cluster.BrokerCommand;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokerProcessIT {
  @Test
  void shouldComeBackOnItsAddressWithItsTopicsAfterAKill(@TempDir Path directory) throws Exception {
    try (BrokerProcess broker = BrokerProcess.on(directory);
        Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      String address = broker.bootstrapServers();
      admin.createTopics(List.of(new NewTopic("kept", 1, (short) 1))).all().get();

      broker.kill();
      broker.restart();

      assertThat(broker.bootstrapServers()).isEqualTo(address);
      assertThat(admin.listTopics().names().get()).containsExactly("kept");
    }
  }

  @Test
  void shouldBeOneClusterOfTwoNodesThatBothKeepEachRecord(@TempDir Path directory)
      throws Exception {
    String controllers = freePort() + "," + freePort();
    try (QahanProcess first = node(directory, "1", controllers);
        QahanProcess second = node(directory, "2", controllers)) { // none is up before the other
      String servers = addressOf(first) + "," + addressOf(second);
      try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
        admin
            .createTopics(List.of(new NewTopic("both", Optional.empty(), Optional.empty())))
            .all()
            .get();

        assertThat(admin.describeCluster().nodes().get())
            .extracting(node -> "127.0.0.1:" + node.port())
            .containsExactlyInAnyOrder(servers.split(",", -1));
        assertThat(
                admin
                    .describeTopics(List.of("both"))
                    .allTopicNames()
                    .get()
                    .get("both")
                    .partitions())
            .allSatisfy(partition -> assertThat(partition.replicas()).hasSize(2));
      }
    }
  }

  private static QahanProcess node(Path directory, String id, String controllers) {
    return QahanProcess.start(
        "broker",
        "--data-dir",
        directory.resolve(id).toString(),
        "--node",
        id,
        "--controllers",
        controllers);
  }

  private static String addressOf(QahanProcess broker) {
    String line = broker.awaitLine(BrokerCommand.ANNOUNCEMENT);
    return line.substring(
        line.indexOf(BrokerCommand.ANNOUNCEMENT) + BrokerCommand.ANNOUNCEMENT.length());
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
