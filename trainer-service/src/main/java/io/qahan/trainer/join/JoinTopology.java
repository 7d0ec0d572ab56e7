package io.qahan.trainer.join;

import io.qahan.schemas.position.PositionStore;
import io.qahan.schemas.streams.ByteRecords;
import io.qahan.schemas.topic.TopicNames;
import io.qahan.schemas.topic.Topics;
import io.qahan.trainer.join.kept.JoinStores;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Repartitioned;

/**
 * The topology of the join, in parts that share nothing but topics:
 *
 * <pre>
 * labels -> labels-intake -> labels-by-image, dead letters
 * masked-features, labels-by-image -> label-join -> training-examples, dead letters
 * training-state -> state-audit -> dead letters
 * </pre>
 *
 * <p>Labels lie wherever their producers put them, so they are brought to the partition of their
 * image's features, which ingest wrote by the same rule. If the features have got another number of
 * partitions since the join first ran, they are brought to theirs in the same way.
 *
 * <p>Keys and values are bytes, decoded in our code ({@link ByteRecords}).
 */
public final class JoinTopology {
  static final String JOIN = "label-join";
  static final String AUDIT = "state-audit";
  private static final String REPARTITION = "-repartition"; // as Kafka Streams has it

  private final JoinParts parts;
  private final StreamsBuilder builder = new StreamsBuilder();

  private JoinTopology(JoinParts parts) {
    this.parts = parts;
  }

  /**
   * Full names of the topics that each of its parts reads, its own between its parts included.
   *
   * @param application the id of the Kafka Streams application
   */
  static Map<String, Set<String>> sources(
      TopicNames names, JoinPartitions partitions, String application) {
    Map<String, Set<String>> sources = new HashMap<>();
    sources.put(intake(Side.LABELS), Set.of(names.of(Topics.LABELS)));
    sources.put(AUDIT, Set.of(names.of(Topics.TRAINING_STATE)));
    String features = names.of(Topics.MASKED_FEATURES);
    if (!partitions.featuresLieRight()) {
      sources.put(intake(Side.FEATURES), Set.of(features));
      features = byImage(application, Side.FEATURES);
    }
    sources.put(JOIN, Set.of(features, byImage(application, Side.LABELS)));
    return sources;
  }

  /** What the intake of a side is called. */
  static String intake(Side side) {
    return side.slug() + "-intake";
  }

  public static Topology of(JoinParts parts) {
    return new JoinTopology(parts).build();
  }

  /**
   * Full name of the topic that brings the records of a side to the partition of their image.
   *
   * @param application the id of the Kafka Streams application
   */
  static String byImage(String application, Side side) {
    return application + "-" + byImage(side) + REPARTITION;
  }

  /** Whether a topic is that of {@link #byImage(String, Side)}. */
  static boolean isByImage(String topic, Side side) {
    return topic.endsWith("-" + byImage(side) + REPARTITION);
  }

  private static String byImage(Side side) {
    return side.slug() + "-by-image";
  }

  private Topology build() {
    JoinStores.builders().forEach(builder::addStateStore);
    builder.addStateStore(PositionStore.builder(JOIN));
    builder.addStateStore(PositionStore.builder(AUDIT));
    // Kafka Streams numbers the parts by the names of their sources: the join comes first, as it
    // did when it was the only one, and finds its stores on disk.
    KStream<byte[], byte[]> features =
        parts.partitions().featuresLieRight()
            ? source("features", Side.FEATURES)
            : repartitioned(Side.FEATURES);
    KStream<byte[], byte[]> joined =
        features
            .merge(repartitioned(Side.LABELS), Named.as("both-sides"))
            .process(
                () -> new LabelJoin(parts),
                Named.as(JOIN),
                Stream.concat(Stream.of(JoinStores.names()), Stream.of(PositionStore.nameOf(JOIN)))
                    .toArray(String[]::new));
    joined.to(
        parts.names().of(Topics.TRAINING_EXAMPLES),
        ByteRecords.produced(parts.names().of(Topics.TRAINING_EXAMPLES))
            .withStreamPartitioner((log, model, example, n) -> Optional.of(Set.of(0))));
    letters(joined, Side.FEATURES);
    letters(joined, Side.LABELS);

    KStream<byte[], byte[]> letters =
        source("training-state", parts.names().of(Topics.TRAINING_STATE))
            .process(() -> new StateAudit(parts), Named.as(AUDIT), PositionStore.nameOf(AUDIT));
    String dead = parts.names().deadLettersOf(Topics.TRAINING_STATE);
    letters.to(dead, ByteRecords.produced(dead));
    return builder.build();
  }

  private KStream<byte[], byte[]> repartitioned(Side side) {
    String sound = side.slug() + "-sound";
    String letters = side.slug() + "-letters";
    builder.addStateStore(PositionStore.builder(intake(side)));
    KStream<byte[], byte[]> taken =
        source(side.slug(), side)
            .process(
                () -> new Intake(parts, side, sound, letters),
                Named.as(intake(side)),
                PositionStore.nameOf(intake(side)));
    taken.to(parts.names().deadLettersOf(side.topic()), ByteRecords.produced(letters));
    return taken
        .filter((image, record) -> true, Named.as(sound)) // a child that can be named
        .repartition(
            Repartitioned.<byte[], byte[]>as(byImage(side))
                .withKeySerde(ByteRecords.serde())
                .withValueSerde(ByteRecords.serde())
                .withNumberOfPartitions(parts.partitions().join())
                .withStreamPartitioner(ByteRecords::byKey));
  }

  private KStream<byte[], byte[]> source(String name, Side side) {
    return source(name, parts.names().of(side.topic()));
  }

  private KStream<byte[], byte[]> source(String name, String topic) {
    return builder.stream(topic, ByteRecords.consumed(name));
  }

  private void letters(KStream<byte[], byte[]> joined, Side side) {
    String letters = parts.names().deadLettersOf(side.topic());
    joined.to(letters, ByteRecords.produced(letters));
  }
}
