package io.qahan.trainer.join;

import io.qahan.schemas.topic.Topic;
import io.qahan.schemas.topic.Topics;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;

/**
 * The topology of the join, in two parts that share nothing:
 *
 * <pre>
 * masked-features, labels -> label-join -> training-examples, dead letters
 * training-state -> state-audit -> dead letters
 * </pre>
 *
 * <p>All keys and values are bytes, decoded in our code: a bad record becomes a dead letter and
 * never an exception of Kafka Streams.
 */
public final class JoinTopology {
  private static final String JOIN = "label-join";
  private static final String AUDIT = "state-audit";

  private JoinTopology() {}

  public static Topology of(JoinParts parts) {
    Topology topology = new Topology();
    source(topology, parts, Topics.MASKED_FEATURES);
    source(topology, parts, Topics.LABELS);
    topology.addProcessor(
        JOIN,
        () -> new LabelJoin(parts),
        parts.names().of(Topics.MASKED_FEATURES),
        parts.names().of(Topics.LABELS));
    JoinStores.builders().forEach(store -> topology.addStateStore(store, JOIN));
    sink(topology, parts.names().of(Topics.TRAINING_EXAMPLES), JOIN);
    sink(topology, parts.names().deadLettersOf(Topics.MASKED_FEATURES), JOIN);
    sink(topology, parts.names().deadLettersOf(Topics.LABELS), JOIN);

    source(topology, parts, Topics.TRAINING_STATE);
    topology.addProcessor(
        AUDIT, () -> new StateAudit(parts), parts.names().of(Topics.TRAINING_STATE));
    sink(topology, parts.names().deadLettersOf(Topics.TRAINING_STATE), AUDIT);
    return topology;
  }

  private static void source(Topology topology, JoinParts parts, Topic<?> topic) {
    topology.addSource(
        AutoOffsetReset.earliest(),
        parts.names().of(topic),
        JoinTopology::asRecorded,
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer(),
        parts.names().of(topic));
  }

  /** A record without a time is as good as any: the ready-made extractors stop or skip. */
  private static long asRecorded(ConsumerRecord<Object, Object> record, long partitionTime) {
    return Math.max(0, record.timestamp());
  }

  private static void sink(Topology topology, String topic, String parent) {
    topology.addSink(topic, topic, new ByteArraySerializer(), new ByteArraySerializer(), parent);
  }
}
