package io.qahan.schemas.topic;

import static org.assertj.core.api.Assertions.assertThat;

import io.qahan.schemas.settings.CommonSettings;
import io.qahan.schemas.settings.Settings;
import java.util.Map;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;

class TopicProvisionerTest {
  private final Settings settings =
      Settings.of(CommonSettings.all(), Map.of("topic.prefix", "t.", "topic.partitions", "3"));

  @Test
  void shouldWantEveryTopicAndItsDeadLetterTopic() {
    TopicProvisioner topics = new TopicProvisioner(null, settings);

    assertThat(topics.wanted())
        .extracting(NewTopic::name)
        .hasSize(2 * Topics.all().size())
        .contains("t.images.v1", "t.dlq.images.v1", "t.fc-heads.v1", "t.training-state.v1");
    assertThat(topics.wanted())
        .filteredOn(topic -> topic.name().equals("t.fc-heads.v1"))
        .singleElement()
        .satisfies(
            heads -> {
              assertThat(heads.numPartitions()).isEqualTo(1);
              assertThat(heads.configs())
                  .containsEntry("cleanup.policy", "compact")
                  .containsEntry("segment.bytes", Integer.toString(32 << 20));
            });
    assertThat(topics.wanted())
        .filteredOn(topic -> topic.name().equals("t.images.v1"))
        .singleElement()
        .satisfies(images -> assertThat(images.numPartitions()).isEqualTo(3));
  }

  @Test
  void shouldKeepEveryControlAsLongAsTheExamplesThatWaitForItsTrainer() {
    Map<String, String> examples = configOf("t.training-examples.v1");

    assertThat(configOf("t.control.v1"))
        .containsEntry("cleanup.policy", "compact")
        .containsEntry("min.compaction.lag.ms", examples.get("retention.ms"));
  }

  private Map<String, String> configOf(String topic) {
    return new TopicProvisioner(null, settings)
        .wanted().stream()
            .filter(wanted -> wanted.name().equals(topic))
            .findFirst()
            .orElseThrow()
            .configs();
  }
}
