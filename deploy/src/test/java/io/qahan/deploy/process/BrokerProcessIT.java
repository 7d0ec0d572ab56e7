package io.qahan.deploy.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
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
}
