package io.qahan.worker.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ShareGroupTaskSourceIT extends BrokerTaskSourceContract {
  private int deliveryLimit;
  private KafkaShareConsumer<byte[], byte[]> consumer;

  @BeforeEach
  void setUpGroup() throws Exception {
    deliveryLimit = ShareGroup.prepare(broker().admin(), topic());
  }

  @Override
  protected TaskSource open() {
    Map<String, Object> properties = member();
    properties.put("share.acknowledgement.mode", "explicit");
    properties.put("share.acquire.mode", "record_limit");
    consumer =
        new KafkaShareConsumer<>(
            properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    return new ShareGroupTaskSource(consumer, topic(), deliveryLimit, Duration.ofMillis(10));
  }

  @Override
  protected void crash(TaskSource source) {
    consumer.close();
  }

  @Test
  void shouldSetUpItsGroup() throws Exception {
    ConfigResource group = new ConfigResource(ConfigResource.Type.GROUP, topic());

    Config config = broker().admin().describeConfigs(List.of(group)).all().get().get(group);

    assertThat(config.get("share.auto.offset.reset").value()).isEqualTo("earliest");
    assertThat(config.get("share.isolation.level").value()).isEqualTo("read_committed");
    assertThat(deliveryLimit).isEqualTo(5);
  }

  @Test
  void shouldMarkTheLastDeliveryBeforeTheBrokerGivesUp() {
    send("poison");
    for (int delivery = 1; delivery < deliveryLimit; delivery++) {
      TaskSource source = open();
      assertThat(take(source, 1).get(0).lastDelivery()).isFalse();
      crash(source);
    }

    try (TaskSource source = open()) {
      assertThat(take(source, 1).get(0).lastDelivery()).isTrue();
    }
  }
}
