package io.qahan.ingest.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.qahan.ingest.deadline.CommitPace;
import io.qahan.schemas.settings.CommonSettings;
import io.qahan.schemas.settings.Settings;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.Test;

class IngestPropertiesTest {
  @Test
  void shouldSetWhatExactlyOnceAndLowLatencyNeed() {
    StreamsConfig config = config(Map.of("topic.prefix", "p."));

    assertThat(config.getString("application.id")).isEqualTo("p.ingest");
    assertThat(config.getString("processing.guarantee")).isEqualTo("exactly_once_v2");
    assertThat(config.getLong("commit.interval.ms"))
        .isEqualTo(1000); // nobody asks where nothing happens
    assertThat(config.getProducerConfigs("c"))
        .containsEntry("batch.size", 262_144)
        .containsEntry("linger.ms", 5)
        .containsEntry("compression.type", "lz4")
        .containsEntry("max.in.flight.requests.per.connection", 1);
    assertThat(config.getMainConsumerConfigs("g", "c", 0))
        .containsEntry("max.poll.records", IngestProperties.MAX_POLL_RECORDS)
        .containsEntry("isolation.level", "read_committed");
    assertThat(config.getRestoreConsumerConfigs("c").get("max.poll.records"))
        .isNotEqualTo(IngestProperties.MAX_POLL_RECORDS);
  }

  @Test
  void shouldLetTheUsersKafkaSettingsWin() {
    StreamsConfig config =
        config(
            Map.of(
                "kafka.linger.ms", "0",
                "kafka.max.poll.records", "7",
                "streams.commit.interval.ms", "100",
                "streams.num.standby.replicas", "1"));

    assertThat(config.getProducerConfigs("c")).containsEntry("linger.ms", "0");
    assertThat(config.getMainConsumerConfigs("g", "c", 0)).containsEntry("max.poll.records", "7");
    assertThat(config.getLong("commit.interval.ms")).isEqualTo(100);
    assertThat(config.getInt("num.standby.replicas")).isEqualTo(1);
  }

  private static StreamsConfig config(Map<String, String> given) {
    return new StreamsConfig(
        IngestProperties.of(
            Settings.of(CommonSettings.all(), given), 1, CommitPace.of(Duration.ofSeconds(2))));
  }
}
