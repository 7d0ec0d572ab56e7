package io.qahan.ingest.stream;

import io.qahan.ingest.candidate.CandidateLimits;
import io.qahan.ingest.candidate.CandidateProcessor;
import io.qahan.schemas.position.GroupPositions;
import io.qahan.schemas.position.PositionStore;
import io.qahan.schemas.position.PositionedConsumer;
import io.qahan.schemas.streams.ByteRecords;
import io.qahan.schemas.streams.ResultsFirst;
import io.qahan.schemas.streams.StreamsClients;
import io.qahan.schemas.topic.Topic;
import io.qahan.schemas.topic.TopicLimits;
import io.qahan.schemas.topic.TopicNames;
import io.qahan.schemas.topic.Topics;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/**
 * The topology of ingest, in three parts that share nothing:
 *
 * <pre>
 * images, mask-results -> pending -> mask-requests, labels, masked-features, dead letters
 *                                -> candidates -> predictions, label-candidates
 * fc-heads -> head-audit -> dead letters
 * models -> model-audit -> dead letters
 * </pre>
 *
 * <p>Keys and values are bytes, decoded in our code ({@link ByteRecords}).
 */
public final class IngestTopology {
  static final String PENDING = "pending-images";
  static final String HEAD_AUDIT = "head-audit";
  static final String MODEL_AUDIT = "model-audit";

  private IngestTopology() {}

  /** Full names of the topics that each of its parts reads. */
  public static Map<String, Set<String>> sources(TopicNames names) {
    return Map.of(
        PENDING,
        Set.of(names.of(Topics.IMAGES), names.of(Topics.MASK_RESULTS)),
        HEAD_AUDIT,
        Set.of(names.of(Topics.FC_HEADS)),
        MODEL_AUDIT,
        Set.of(names.of(Topics.MODELS)));
  }

  /**
   * Full names of the changelogs that have a partition for each of the images.
   *
   * @param application the id of the Kafka Streams application
   */
  public static List<String> changelogs(String application) {
    return Stream.of(PendingImages.STORE, AnsweredImages.STORE, PositionStore.nameOf(PENDING))
        .map(store -> application + "-" + store + "-changelog")
        .toList();
  }

  /**
   * Builds the topology.
   *
   * @param model the name of the model whose heads are audited
   * @param candidates which predictions are worth a label
   */
  public static Topology of(TopologyParts parts, String model, CandidateLimits candidates) {
    Topology topology = new Topology();
    ByteRecords.source(topology, parts.names().of(Topics.IMAGES));
    ByteRecords.source(topology, parts.names().of(Topics.MASK_RESULTS));
    TaskPartition taskPartition = new TaskPartition();
    ProcessImages process = new ProcessImages();
    topology.addProcessor(
        PENDING,
        () -> new PendingProcessor(parts, taskPartition, process),
        parts.names().of(Topics.IMAGES),
        parts.names().of(Topics.MASK_RESULTS));
    topology.addStateStore(PendingImages.store(), PENDING);
    topology.addStateStore(AnsweredImages.store(parts.timing().dedupeRetention()), PENDING);
    topology.addStateStore(PositionStore.builder(PENDING), PENDING);
    ByteRecords.sink(topology, parts.names().of(Topics.MASK_REQUESTS), taskPartition, PENDING);
    for (Topic<?> topic : List.of(Topics.LABELS, Topics.MASKED_FEATURES)) {
      ByteRecords.sink(topology, parts.names().of(topic), ByteRecords::byKey, PENDING);
    }
    addPredictions(topology, parts, candidates);
    ByteRecords.sink(topology, parts.names().deadLettersOf(Topics.IMAGES), PENDING);
    ByteRecords.sink(topology, parts.names().deadLettersOf(Topics.MASK_RESULTS), PENDING);

    ByteRecords.source(topology, parts.names().of(Topics.FC_HEADS));
    topology.addProcessor(
        HEAD_AUDIT, () -> new HeadAudit(parts, model), parts.names().of(Topics.FC_HEADS));
    topology.addStateStore(PositionStore.builder(HEAD_AUDIT), HEAD_AUDIT);
    ByteRecords.sink(topology, parts.names().deadLettersOf(Topics.FC_HEADS), HEAD_AUDIT);

    ByteRecords.source(topology, parts.names().of(Topics.MODELS));
    topology.addProcessor(
        MODEL_AUDIT, () -> new ModelAudit(parts), parts.names().of(Topics.MODELS));
    topology.addStateStore(PositionStore.builder(MODEL_AUDIT), MODEL_AUDIT);
    ByteRecords.sink(topology, parts.names().deadLettersOf(Topics.MODELS), MODEL_AUDIT);
    return topology;
  }

  /** Predictions go through the processor that has the name of their topic. */
  private static void addPredictions(
      Topology topology, TopologyParts parts, CandidateLimits candidates) {
    String predictions = parts.names().of(Topics.PREDICTIONS);
    String passedOn = predictions + "-sink";
    topology.addProcessor(
        predictions,
        () ->
            new CandidateProcessor(
                candidates,
                parts.models(),
                parts.codecs().of(Topics.PREDICTIONS),
                parts::outputOf,
                passedOn),
        PENDING);
    ByteRecords.sink(topology, passedOn, predictions, ByteRecords::byKey, predictions);
    ByteRecords.sink(
        topology, parts.names().of(Topics.LABEL_CANDIDATES), ByteRecords::byKey, predictions);
  }

  /**
   * The clients that it runs with: mask results come first, and what is polled is noted.
   *
   * @param limits how large records may be
   * @param positions knows where to go on where the broker does not
   */
  public static StreamsClients clients(
      TopologyParts parts, TopicLimits limits, GroupPositions positions) {
    String images = parts.names().of(Topics.IMAGES);
    return new StreamsClients(
        limits,
        consumer ->
            parts
                .polled()
                .noted(
                    ResultsFirst.over(
                        PositionedConsumer.over(parts.quiet().over(consumer), positions),
                        images,
                        IngestProperties.MAX_POLL_RECORDS)),
        parts.commits()::watched);
  }

  /**
   * Whether an image of that id waits in this instance for its mask; false while that is moved.
   *
   * @param running this topology
   */
  public static boolean isWaiting(KafkaStreams running, String id) {
    try {
      ReadOnlyKeyValueStore<String, PendingImage> pending =
          running.store(
              StoreQueryParameters.fromNameAndType(
                  PendingImages.STORE, QueryableStoreTypes.keyValueStore()));
      return pending.get(id) != null;
    } catch (InvalidStateStoreException e) {
      return false;
    }
  }
}
