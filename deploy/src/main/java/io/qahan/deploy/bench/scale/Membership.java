package io.qahan.deploy.bench.scale;

import io.qahan.deploy.process.ProcessCluster;
import io.qahan.schemas.settings.Settings;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.streams.StreamsConfig;

/**
 * How the instances of ingest are members of their group, by the classic protocol. That of Kafka
 * Streams (KIP-1071) takes no consumer of ours, and settings refuse it.
 */
enum Membership {
  /** As the settings say: a new member with each start. */
  CLASSIC,
  /** Each instance is known by a name of its own. */
  STATIC;

  /** What an instance is told beside the settings of all. */
  Map<String, String> settingsOf(int instance) {
    return this == CLASSIC
        ? Map.of()
        : Map.of(
            Settings.STREAMS
                + StreamsConfig.mainConsumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG),
            ProcessCluster.INGEST + "-" + instance);
  }
}
