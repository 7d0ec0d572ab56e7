package io.qahan.schemas.position;

import io.micrometer.core.instrument.MeterRegistry;
import io.qahan.schemas.metrics.Metric;
import io.qahan.schemas.settings.CommonSettings;
import io.qahan.schemas.settings.Settings;
import io.qahan.schemas.topic.PartitionOffsets;
import io.qahan.schemas.topic.ReadToEnd;
import io.qahan.schemas.topic.Topic;
import io.qahan.schemas.topic.TopicNames;
import io.qahan.schemas.topic.Topics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that a group of Kafka Streams goes on where its state ends, also when the broker has
 * forgotten its offsets, a topic was made anew, or records were removed before they were read. What
 * cannot be told is refused; see {@link CommonSettings#LOST_POSITION}. Thread safe.
 */
public final class GroupPositions {
  private static final Logger log = LoggerFactory.getLogger(GroupPositions.class);
  private static final String CHANGELOG = "-changelog";

  private final Settings settings;
  private final MeterRegistry registry;
  private final String group;
  private final Map<String, Set<String>> parts;
  private final Set<String> topics;
  private final GroupPlaces places = new GroupPlaces();

  /**
   * For one group.
   *
   * @param group its name, which is Kafka Streams' application id
   * @param parts full names of the topics that each part of its topology reads, by the name of the
   *     part's {@link PositionStore}; those that do not exist yet are passed over
   */
  public GroupPositions(
      Settings settings, MeterRegistry registry, String group, Map<String, Set<String>> parts) {
    this.settings = settings;
    this.registry = registry;
    this.group = group;
    this.parts = Map.copyOf(parts);
    this.topics = parts.values().stream().flatMap(Set::stream).collect(Collectors.toSet());
    topics.forEach(topic -> lost(topic, 0)); // so that an increase can be seen
  }

  /** What the group's {@link PositionStore}s are told. */
  public GroupPlaces places() {
    return places;
  }

  /**
   * Sets the group's offsets before its first member starts, waiting for brokers that do not
   * answer.
   *
   * @throws LostPositionException if only a person can tell where to go on
   * @throws IllegalStateException if the brokers refuse to tell
   */
  public void prepare() throws InterruptedException {
    try (Admin admin = Admin.create(settings.kafkaClient())) {
      boolean done = false;
      while (!done) {
        done = prepared(admin);
      }
    }
  }

  private boolean prepared(Admin admin) throws InterruptedException {
    try {
      decide(admin);
      return true;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RetriableException) {
        log.info("Still asking where [{}] stands: {}", group, e.getCause().getMessage());
        return false;
      }
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "The brokers do not say where [%s] stands: %s",
              group,
              e.getCause().getMessage()),
          e.getCause());
    } catch (RetriableException e) {
      log.info("Still reading where [{}] stood: {}", group, e.getMessage());
      return false;
    }
  }

  private void decide(Admin admin) throws ExecutionException, InterruptedException {
    growChangelogs(admin);
    Map<TopicPartition, StartingPlace.Facts> facts = facts(admin);
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    Map<String, Set<String>> reasons = new TreeMap<>();
    facts.forEach(
        (partition, known) -> {
          StartingPlace place = decided(partition, known);
          OptionalLong start = place.next().isPresent() ? place.next() : known.committed();
          start.ifPresent(next -> places.startsAt(partition, next));
          if (place.next().isEmpty() && known.committed().isEmpty()) {
            offsets.put(partition, new OffsetAndMetadata(known.beginning()));
          } else if (place.next().isPresent()) {
            long next = place.next().getAsLong();
            offsets.put(partition, new OffsetAndMetadata(next));
            reasons
                .computeIfAbsent(place.why(), why -> new TreeSet<>())
                .add(partition + " at " + next);
          }
          lost(partition.topic(), place.lost());
        });
    if (!offsets.isEmpty() && set(admin, offsets) && !reasons.isEmpty()) {
      log.warn("Group [{}] goes on where its own memory says, because {}", group, reasons);
    }
  }

  /**
   * A topic that got more partitions is read by more tasks, each with a partition of the changelog.
   * Kafka Streams refuses to add them.
   */
  private void growChangelogs(Admin admin) throws ExecutionException, InterruptedException {
    Set<String> existing = admin.listTopics().names().get();
    Map<String, NewPartitions> grown = new HashMap<>();
    for (Map.Entry<String, Set<String>> part : parts.entrySet()) {
      String changelog = group + "-" + PositionStore.nameOf(part.getKey()) + CHANGELOG;
      if (existing.contains(changelog)) {
        int has = partitionsOf(admin, Set.of(changelog));
        int wanted =
            partitionsOf(
                admin,
                part.getValue().stream().filter(existing::contains).collect(Collectors.toSet()));
        if (has < wanted) {
          grown.put(changelog, NewPartitions.increaseTo(wanted));
        }
      }
    }
    if (!grown.isEmpty()) {
      admin.createPartitions(grown).all().get();
      log.info("More partitions for {}", grown.keySet());
    }
  }

  /** Of the topic that has most. */
  private static int partitionsOf(Admin admin, Set<String> topics)
      throws ExecutionException, InterruptedException {
    return admin.describeTopics(topics).allTopicNames().get().values().stream()
        .mapToInt(topic -> topic.partitions().size())
        .max()
        .orElse(0);
  }

  private StartingPlace decided(TopicPartition partition, StartingPlace.Facts known) {
    StartingPlace place =
        StartingPlace.of(known).decided(settings.get(CommonSettings.LOST_POSITION), known);
    if (!place.fault().isEmpty()) {
      throw new LostPositionException(group, partition, place.fault());
    }
    return place;
  }

  /** Nobody is in the group, unless another instance has just done the same. */
  private boolean set(Admin admin, Map<TopicPartition, OffsetAndMetadata> offsets)
      throws ExecutionException, InterruptedException {
    try {
      admin.alterConsumerGroupOffsets(group, offsets).all().get();
      return true;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownMemberIdException
          || e.getCause() instanceof RebalanceInProgressException) {
        log.info("Group [{}] has members, which know where they are", group);
        return false;
      }
      throw e;
    }
  }

  /**
   * Where a running member goes on in partitions in which it cannot go on where it was.
   *
   * @param positions where it was; empty if the broker has no offset of the group
   * @throws LostPositionException if only a person can tell
   */
  Map<TopicPartition, Long> resolve(Map<TopicPartition, OptionalLong> positions) {
    try (Admin admin = Admin.create(settings.kafkaClient())) {
      Map<TopicPartition, StartingPlace.Facts> facts = facts(admin);
      Map<TopicPartition, Long> resolved = new HashMap<>();
      positions.forEach(
          (partition, position) -> {
            StartingPlace.Facts known = facts.get(partition);
            if (known == null) {
              throw new UnknownTopicOrPartitionException("there is no [" + partition + "] now");
            }
            resolved.put(partition, resolved(partition, position, known));
          });
      return resolved;
    } catch (ExecutionException e) {
      throw e.getCause() instanceof KafkaException known
          ? known
          : new KafkaException(
              String.format(Locale.ROOT, "%s cannot be asked for", positions), e.getCause());
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  private long resolved(
      TopicPartition partition, OptionalLong position, StartingPlace.Facts known) {
    StartingPlace.Facts facts =
        position.isPresent()
            ? known.at(new Position(places.idOf(partition.topic()), position.getAsLong()))
            : known;
    StartingPlace place = decided(partition, facts);
    places.is(partition.topic(), facts.topic());
    lost(partition.topic(), place.lost());
    long next = place.next().orElse(facts.committed().orElse(facts.beginning()));
    if (place.why().isEmpty()) {
      log.info("Group [{}] begins in [{}] at offset [{}]", group, partition, next);
    } else {
      log.warn(
          "Group [{}] goes on in [{}] at offset [{}], because {}",
          group,
          partition,
          next,
          place.why());
    }
    return next;
  }

  /**
   * Counts records that were removed unread. Of a topic between two parts Kafka Streams removes
   * what was read; and after the last record that was read a marker of its transaction may stand.
   */
  private void lost(String topic, long removed) {
    boolean exact = topic.equals(TopicNames.from(settings).of(Topics.IMAGES));
    long records = topic.startsWith(group + "-") || (removed == 1 && !exact) ? 0 : removed;
    String base =
        Topics.all().stream()
            .filter(each -> TopicNames.from(settings).of(each).equals(topic))
            .map(Topic::base)
            .findAny()
            .orElse(topic);
    Metric.RECORDS_LOST.counter(registry, base).increment((double) records);
    if (records > 0) {
      log.warn(
          "[{}] records of [{}] (transaction markers among them) were removed before [{}] read"
              + " them: they are not worked on. Start it in time, or keep the topic for longer"
              + " (retention.ms).",
          records,
          topic,
          group);
    }
  }

  private Map<TopicPartition, StartingPlace.Facts> facts(Admin admin)
      throws ExecutionException, InterruptedException {
    Set<String> existing =
        admin.listTopics(new ListTopicsOptions().listInternal(true)).names().get();
    Map<String, TopicDescription> described =
        admin
            .describeTopics(topics.stream().filter(existing::contains).toList())
            .allTopicNames()
            .get();
    List<TopicPartition> partitions = partitionsOf(described);
    Map<TopicPartition, Long> beginnings =
        PartitionOffsets.of(admin, partitions, OffsetSpec.earliest());
    Map<TopicPartition, Long> ends = ends(admin, partitions);
    Map<TopicPartition, OffsetAndMetadata> committed = committed(admin);
    Set<String> changelogs =
        existing.stream()
            .filter(topic -> topic.startsWith(group + "-") && topic.endsWith(CHANGELOG))
            .collect(Collectors.toSet());
    Map<TopicPartition, Position> remembered = remembered(admin, changelogs);
    boolean worked = !committed.isEmpty() || !remembered.isEmpty() || used(admin, changelogs);
    Map<TopicPartition, StartingPlace.Facts> facts = new HashMap<>();
    for (TopicPartition partition : partitions) {
      Uuid topic = described.get(partition.topic()).topicId();
      OffsetAndMetadata done = committed.get(partition);
      boolean topicKnown =
          committed.keySet().stream().anyMatch(p -> p.topic().equals(partition.topic()));
      facts.put(
          partition,
          new StartingPlace.Facts(
              done == null ? OptionalLong.empty() : OptionalLong.of(done.offset()),
              Optional.ofNullable(remembered.get(partition)),
              topic,
              beginnings.get(partition),
              ends.get(partition),
              worked,
              !remembered.isEmpty() || topicKnown));
    }
    described.forEach((name, topic) -> places.firstIs(name, topic.topicId()));
    return facts;
  }

  private static List<TopicPartition> partitionsOf(Map<String, TopicDescription> topics) {
    List<TopicPartition> partitions = new ArrayList<>();
    topics.forEach(
        (name, topic) ->
            topic
                .partitions()
                .forEach(each -> partitions.add(new TopicPartition(name, each.partition()))));
    return partitions;
  }

  /** Transactions that are open count too: what was read is not beyond them. */
  private static Map<TopicPartition, Long> ends(Admin admin, List<TopicPartition> partitions)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    partitions.forEach(partition -> asked.put(partition, OffsetSpec.latest()));
    Map<TopicPartition, Long> ends = new HashMap<>();
    admin.listOffsets(asked).all().get().forEach((each, end) -> ends.put(each, end.offset()));
    return ends;
  }

  private Map<TopicPartition, OffsetAndMetadata> committed(Admin admin)
      throws ExecutionException, InterruptedException {
    try {
      Map<TopicPartition, OffsetAndMetadata> all =
          admin
              .listConsumerGroupOffsets(
                  group, new ListConsumerGroupOffsetsOptions().requireStable(true))
              .partitionsToOffsetAndMetadata()
              .get();
      Map<TopicPartition, OffsetAndMetadata> known = new HashMap<>(all);
      known.values().removeIf(Objects::isNull);
      return known;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof GroupIdNotFoundException) {
        return Map.of();
      }
      throw e;
    }
  }

  private boolean used(Admin admin, Set<String> changelogs)
      throws ExecutionException, InterruptedException {
    List<TopicPartition> partitions =
        partitionsOf(admin.describeTopics(changelogs).allTopicNames().get());
    return ends(admin, partitions).values().stream().anyMatch(end -> end > 0);
  }

  private Map<TopicPartition, Position> remembered(Admin admin, Set<String> changelogs)
      throws ExecutionException, InterruptedException {
    List<TopicPartition> partitions =
        partitionsOf(
            admin
                .describeTopics(changelogs.stream().filter(PositionStore::isChangelog).toList())
                .allTopicNames()
                .get());
    Map<TopicPartition, Position> remembered = new HashMap<>();
    Map<String, Map<TopicPartition, Position>> last = new HashMap<>();
    if (partitions.isEmpty()) {
      return remembered;
    }
    Map<String, Object> properties = new HashMap<>(settings.kafkaClient());
    properties.remove(ConsumerConfig.GROUP_ID_CONFIG);
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    try (Consumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      ReadToEnd.all(
          consumer,
          record -> {
            Optional<Position> position = Position.of(record.value());
            Optional<TopicPartition> partition = PositionStore.partitionOf(record.key());
            if (position.isPresent() && partition.isPresent()) {
              last.computeIfAbsent(record.topic(), topic -> new HashMap<>())
                  .put(partition.get(), position.get());
            }
          });
    }
    // Another part of the topology may have read a topic before: the one that came further counts.
    last.values()
        .forEach(
            store ->
                store.forEach(
                    (partition, position) ->
                        remembered.merge(
                            partition,
                            position,
                            (one, other) -> one.next() >= other.next() ? one : other)));
    return remembered;
  }
}
