package io.qahan.deploy.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.qahan.deploy.cluster.EmbeddedKafka;
import io.qahan.deploy.pipeline.send.RecordSender;
import io.qahan.deploy.stream.TestSettings;
import io.qahan.deploy.stream.TopicReader;
import io.qahan.schemas.ops.BrokerConnection;
import io.qahan.schemas.ops.GroupLag;
import io.qahan.schemas.settings.Settings;
import io.qahan.schemas.topic.TopicNames;
import io.qahan.schemas.topic.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GroupLagIT {
  private static final String GROUP = "readers";
  private static final int RECORDS = 10;

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

  @Test
  void shouldCountWhatTheGroupHasNotCommitted(@TempDir Path state) throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.temporary()) {
      Settings settings = TestSettings.of(kafka.bootstrapServers(), state).load();
      String topic = TopicNames.from(settings).of(Topics.LABELS);
      BrokerConnection.prepare(settings);
      try (RecordSender sender = RecordSender.to(settings)) {
        for (int i = 0; i < RECORDS; i++) {
          sender.send(topic, "one-image", new byte[] {1});
        }
        sender.flush();
      }
      int partition = TopicReader.readAll(kafka.bootstrapServers(), topic).get(0).partition();

      try (GroupLag lag = GroupLag.start(settings, registry, GROUP, Topics.LABELS);
          Admin admin = Admin.create(settings.kafkaClient())) {
        assertThat(lag).isNotNull();
        awaitLag(RECORDS);

        admin
            .alterConsumerGroupOffsets(
                GROUP, Map.of(new TopicPartition(topic, partition), new OffsetAndMetadata(4)))
            .all()
            .get();

        awaitLag(RECORDS - 4);
      }
    }
  }

  private void awaitLag(int records) {
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                registry
                        .get("qahan.consumer.lag")
                        .tags("group", GROUP, "topic", "labels")
                        .gauge()
                        .value()
                    == records);
  }
}
