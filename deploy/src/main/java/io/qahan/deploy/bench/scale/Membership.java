package io.qahan.deploy.bench.scale;

import io.qahan.schemas.settings.Settings;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.streams.StreamsConfig;

/** How the instances of ingest are members of their group. */
enum Membership {
  /** As the settings say: the classic protocol, and a new member each time. */
  CLASSIC,
  /** The classic protocol, in which each instance is known by a name of its own. */
  STATIC,
  /** The protocol of Kafka Streams (KIP-1071), where the brokers assign. */
  STREAMS;

  /** What an instance is told beside the settings of all. */
  Map<String, String> settingsOf(int instance) {
    return switch (this) {
      case CLASSIC -> Map.of();
      case STATIC ->
          Map.of(
              Settings.STREAMS
                  + StreamsConfig.mainConsumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG),
              ScaledCluster.INGEST + "-" + instance);
      case STREAMS -> Map.of(Settings.STREAMS + StreamsConfig.GROUP_PROTOCOL_CONFIG, "streams");
    };
  }
}
