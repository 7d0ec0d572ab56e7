package io.qahan.schemas.topic;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.RetryPolicy;
import io.qahan.schemas.settings.CommonSettings;
import io.qahan.schemas.settings.Settings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TopicExistsException;

/**
 * Creates the topics of the catalogue and says where those of a cluster differ from it. Thread
 * safe.
 */
public final class TopicProvisioner {
  private static final int DEAD_LETTER_PARTITIONS = 1;

  /**
   * The broker writes the times of records: of all clocks it is the one that everybody meets, and
   * it takes a record from a client whose clock is hours ahead, which it refuses otherwise. When
   * something happened stands in the values.
   */
  private static final String BROKERS_TIME = "LogAppendTime";

  private static final int COMPACTED_SEGMENT_BYTES = 32 << 20;
  private static final long DEAD_LETTER_RETENTION_MS = 30L * 24 * 60 * 60 * 1000;

  private static final RetryPolicy<Object> UNTIL_KNOWN =
      RetryPolicy.builder()
          .handleIf(
              e -> e instanceof ExecutionException && e.getCause() instanceof RetriableException)
          .withDelay(Duration.ofMillis(100))
          .withMaxDuration(Duration.ofSeconds(30))
          .withMaxRetries(-1)
          .build();

  private final Admin admin;
  private final TopicNames names;
  private final int partitions;
  private final short replicationFactor;
  private final Predicate<String> own;

  /** For all topics of the catalogue. */
  public TopicProvisioner(Admin admin, Settings settings) {
    this(admin, settings, topic -> true);
  }

  /**
   * For a user that may not have to do with all of them. Others are made if it may make them, and
   * are not looked at.
   *
   * @param own full names of the topics that it works with
   */
  public TopicProvisioner(Admin admin, Settings settings, Set<String> own) {
    this(admin, settings, own::contains);
  }

  private TopicProvisioner(Admin admin, Settings settings, Predicate<String> own) {
    this.admin = admin;
    this.own = own;
    this.names = TopicNames.from(settings);
    this.partitions = settings.get(CommonSettings.TOPIC_PARTITIONS);
    this.replicationFactor = settings.get(CommonSettings.TOPIC_REPLICATION_FACTOR).shortValue();
  }

  /** Every topic and dead-letter topic as the catalogue wants it. */
  public List<NewTopic> wanted() {
    return wanted(partitions);
  }

  private List<NewTopic> wanted(int partitions) {
    List<NewTopic> wanted = new ArrayList<>();
    for (Topic<?> topic : Topics.all()) {
      wanted.add(
          newTopic(names.of(topic), topic.scaled() ? partitions : 1).configs(configOf(topic)));
      wanted.add(
          newTopic(names.deadLettersOf(topic), DEAD_LETTER_PARTITIONS)
              .configs(
                  Map.of(
                      TopicConfig.CLEANUP_POLICY_CONFIG,
                      TopicConfig.CLEANUP_POLICY_DELETE,
                      TopicConfig.RETENTION_MS_CONFIG,
                      Long.toString(DEAD_LETTER_RETENTION_MS),
                      TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG,
                      BROKERS_TIME,
                      TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                      Integer.toString(TopicLimits.DEAD_LETTERS))));
    }
    return wanted;
  }

  /**
   * Creates what is missing and waits until it can be written to. Topics that exist are left as
   * they are. Beside images of another system it takes as many partitions as those have.
   *
   * @return the names created
   * @throws IllegalStateException if images are to be another system's, and there are none
   * @throws ExecutionException if the broker refuses for another reason than that a topic exists
   */
  public List<String> create() throws ExecutionException, InterruptedException {
    Set<String> existing = admin.listTopics().names().get();
    List<String> created = new ArrayList<>();
    for (NewTopic topic : wanted(partitions(existing))) {
      if (!existing.contains(topic.name()) && createOne(topic)) {
        created.add(topic.name());
      }
    }
    awaitLeaders(wanted().stream().map(NewTopic::name).filter(own).toList());
    return created;
  }

  private int partitions(Set<String> existing) throws ExecutionException, InterruptedException {
    if (!names.sharesInputs()) {
      return partitions;
    }
    String images = names.of(Topics.IMAGES);
    if (!existing.contains(images)) {
      throw new IllegalStateException(
          "there is no topic [%s] to share; is input.prefix [%s] right, and has that system run?"
              .formatted(images, names.inputPrefix()));
    }
    return PartitionCounts.of(admin, List.of(images)).byTopic().get(images);
  }

  /**
   * Where the topics of the cluster differ from the catalogue; empty if they do not. Topics keyed
   * by image id may have any number of partitions, but for those of the {@link ImageRoute}, which
   * must have equally many.
   */
  public List<TopicDrift> check() throws ExecutionException, InterruptedException {
    List<TopicDrift> drifts = new ArrayList<>();
    Set<String> existing = admin.listTopics().names().get();
    List<NewTopic> present = new ArrayList<>();
    List<NewTopic> looked = wanted().stream().filter(topic -> own.test(topic.name())).toList();
    for (NewTopic topic : looked) {
      if (existing.contains(topic.name())) {
        present.add(topic);
      } else {
        drifts.add(new TopicDrift(topic.name(), "exists", "true", "false"));
      }
    }
    Map<String, TopicDescription> descriptions = describe(present);
    Map<String, Config> configs = configsOf(present.stream().map(NewTopic::name).toList());
    List<String> route = ImageRoute.of(names).stream().filter(own).toList();
    drifts.addAll(ImageRoute.drifts(PartitionCounts.of(admin, route)));
    Set<String> scaled =
        Topics.all().stream().filter(Topic::scaled).map(names::of).collect(Collectors.toSet());
    for (NewTopic topic : present) {
      int actual = descriptions.get(topic.name()).partitions().size();
      if (!scaled.contains(topic.name()) && actual != topic.numPartitions()) {
        drifts.add(drift(topic, TopicDrift.PARTITIONS, topic.numPartitions(), actual));
      }
      topic
          .configs()
          .forEach(
              (key, value) -> {
                String found = configs.get(topic.name()).get(key).value();
                if (!value.equals(found)) {
                  drifts.add(drift(topic, key, value, found));
                }
              });
    }
    List<String> internal = internal(existing);
    Map<String, Config> made = configsOf(internal);
    for (String topic : internal) {
      String found = made.get(topic).get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG).value();
      if (Integer.parseInt(found) < TopicLimits.INTERNAL) {
        drifts.add(
            new TopicDrift(
                topic,
                TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                Integer.toString(TopicLimits.INTERNAL),
                found));
      }
    }
    return drifts;
  }

  /**
   * How large the records of the cluster's topics may be, those that Kafka Streams made for us
   * included.
   */
  public TopicLimits limits() throws ExecutionException, InterruptedException {
    Set<String> existing = admin.listTopics().names().get();
    Set<String> ours = new TreeSet<>(internal(existing));
    wanted().stream().map(NewTopic::name).filter(own).filter(existing::contains).forEach(ours::add);
    Map<String, Integer> bytes = new HashMap<>();
    configsOf(ours)
        .forEach(
            (name, config) ->
                bytes.put(
                    name,
                    Integer.parseInt(config.get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG).value())));
    return TopicLimits.of(names, bytes);
  }

  /** Changelogs and repartition topics of our Kafka Streams applications. */
  private List<String> internal(Set<String> existing) {
    return existing.stream()
        .filter(name -> name.startsWith(names.prefix()))
        .filter(name -> name.endsWith("-changelog") || name.endsWith("-repartition"))
        .sorted()
        .toList();
  }

  private NewTopic newTopic(String name, int partitions) {
    return new NewTopic(
        name,
        Optional.of(partitions),
        replicationFactor < 0 ? Optional.empty() : Optional.of(replicationFactor));
  }

  private boolean createOne(NewTopic topic) throws ExecutionException, InterruptedException {
    try {
      admin.createTopics(List.of(topic)).all().get();
      return true;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof TopicExistsException) { // another service was faster
        return false;
      }
      if (e.getCause() instanceof TopicAuthorizationException) {
        if (own.test(topic.name())) {
          throw new IllegalStateException(
              "There is no topic [%s], and the brokers do not let this user make it (Create on topic [%s]). Let somebody who may make the topics: qahan topics create"
                  .formatted(topic.name(), topic.name()),
              e);
        }
        return false; // whoever works with it sees to it
      }
      throw e;
    }
  }

  /**
   * An idempotent producer that writes to a topic before its leaders are up may never recover. A
   * broker may also not have heard of a topic that the controller has just created.
   */
  private void awaitLeaders(List<String> topics) throws ExecutionException, InterruptedException {
    try {
      Failsafe.with(UNTIL_KNOWN).run(() -> askLeaders(topics));
    } catch (FailsafeException e) {
      if (e.getCause() instanceof ExecutionException refused) {
        throw refused;
      }
      if (e.getCause() instanceof InterruptedException) {
        throw (InterruptedException) new InterruptedException().initCause(e);
      }
      throw e;
    }
  }

  private void askLeaders(List<String> topics) throws ExecutionException, InterruptedException {
    PartitionOffsets.of( // the admin client retries until leaders are known
        admin, PartitionOffsets.partitionsOf(admin, topics), OffsetSpec.latest());
  }

  private Map<String, TopicDescription> describe(List<NewTopic> topics)
      throws ExecutionException, InterruptedException {
    return admin.describeTopics(topics.stream().map(NewTopic::name).toList()).allTopicNames().get();
  }

  private Map<String, Config> configsOf(Collection<String> topics)
      throws ExecutionException, InterruptedException {
    List<ConfigResource> resources =
        topics.stream().map(t -> new ConfigResource(ConfigResource.Type.TOPIC, t)).toList();
    Map<String, Config> byName = new HashMap<>();
    admin
        .describeConfigs(resources)
        .all()
        .get()
        .forEach((resource, config) -> byName.put(resource.name(), config));
    return byName;
  }

  private static Map<String, String> configOf(Topic<?> topic) {
    Map<String, String> config = new LinkedHashMap<>();
    config.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(topic.maxMessageBytes()));
    config.put(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, BROKERS_TIME);
    String retention = Long.toString(topic.retention().toMillis());
    if (topic.compacted()) {
      config.put(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT);
      config.put(TopicConfig.MIN_COMPACTION_LAG_MS_CONFIG, retention);
      config.put(TopicConfig.SEGMENT_BYTES_CONFIG, Integer.toString(segmentBytes(topic)));
    } else {
      config.put(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_DELETE);
      config.put(TopicConfig.RETENTION_MS_CONFIG, retention);
    }
    return config;
  }

  /**
   * The segment being written is never compacted: a gigabyte of it, Kafka's default, is too much.
   */
  private static int segmentBytes(Topic<?> topic) {
    return Math.max(COMPACTED_SEGMENT_BYTES, topic.maxMessageBytes());
  }

  private static TopicDrift drift(NewTopic topic, String what, Object wanted, Object found) {
    return new TopicDrift(topic.name(), what, String.valueOf(wanted), String.valueOf(found));
  }
}
