package io.qahan.schemas.rights;

import static org.apache.kafka.common.acl.AclOperation.ALTER;
import static org.apache.kafka.common.acl.AclOperation.ALTER_CONFIGS;
import static org.apache.kafka.common.acl.AclOperation.CREATE;
import static org.apache.kafka.common.acl.AclOperation.DELETE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE_CONFIGS;
import static org.apache.kafka.common.acl.AclOperation.READ;
import static org.apache.kafka.common.acl.AclOperation.WRITE;

import io.qahan.schemas.settings.Settings;
import io.qahan.schemas.topic.Topic;
import io.qahan.schemas.topic.TopicNames;
import io.qahan.schemas.topic.Topics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.Resource;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/**
 * The rights that each role has to have at the brokers, and no more: the one list. {@code
 * LeastRightsIT} holds it against brokers with an authorizer: everything runs with exactly this,
 * and each of these rights is used.
 *
 * <p>A topic that is read or written may be asked for its configuration too, because services hold
 * it against the catalogue when they start, and never send more than it takes.
 */
public final class Rights {
  /** With it ingest takes orders for the training over HTTP. */
  private static final String ADMIN_TOKEN = "ingest.http.admin.token";

  /** What follows the prefix of a system in those of its shadows. */
  public static final String SHADOW = "shadow-";

  private final TopicNames names;
  private final Map<String, Right> rights = new LinkedHashMap<>();

  private Rights(TopicNames names) {
    this.names = names;
  }

  /** All rights of a role, those that only a setting makes necessary included. */
  public static List<Right> of(Role role, TopicNames names) {
    Rights all = new Rights(names);
    switch (role) {
      case INGEST -> all.ingest();
      case WORKER -> all.worker();
      case TRAINER -> all.trainer();
      case RETRAIN -> all.retrain();
      case SHADOW -> all.shadow();
      case SENDER -> all.sender();
      case OBSERVER -> all.observer();
      case OPERATOR -> all.operator();
    }
    return List.copyOf(all.rights.values());
  }

  /** The rights that a role needs with these settings. */
  public static List<Right> of(Role role, Settings settings) {
    Map<String, String> given = settings.under("");
    return of(role, TopicNames.from(settings)).stream()
        .filter(
            right ->
                right.setting().map(name -> !given.getOrDefault(name, "").isEmpty()).orElse(true))
        .toList();
  }

  /** Full names of the topics that a role may ask for the configuration of, one by one. */
  public static Set<String> configurable(Role role, TopicNames names) {
    return of(role, names).stream()
        .filter(right -> right.operation() == DESCRIBE_CONFIGS && !right.isPrefixed())
        .map(Right::resource)
        .filter(resource -> resource.resourceType() == ResourceType.TOPIC)
        .map(ResourcePattern::name)
        .collect(Collectors.toUnmodifiableSet());
  }

  private void ingest() {
    read("images to answer", Topics.IMAGES);
    read("the masks that came back", Topics.MASK_RESULTS);
    read(
        "the model and the head that serve", Topics.MODELS, Topics.FC_HEADS, Topics.TRAINING_STATE);
    read("answers by id over HTTP", Topics.PREDICTIONS);
    read(
        "the live page",
        Topics.LABELS,
        Topics.TRAINING_EXAMPLES,
        Topics.CONTROL,
        Topics.RETRAININGS);
    for (Topic<?> topic : Topics.all()) {
      readLetters("the live page", topic);
    }
    if (!names.sharesInputs()) {
      write("images that came over HTTP", Topics.IMAGES);
      write("labels that came over HTTP or with an image", Topics.LABELS);
    }
    write("asks for masks", Topics.MASK_REQUESTS);
    write("answers", Topics.PREDICTIONS, Topics.LABEL_CANDIDATES);
    write("what labels are joined with", Topics.MASKED_FEATURES);
    writeLetters(Topics.IMAGES, Topics.MASK_RESULTS, Topics.FC_HEADS, Topics.MODELS);
    grant(
        topic(names.of(Topics.CONTROL)),
        "orders that came over HTTP",
        Optional.of(ADMIN_TOKEN),
        WRITE);
    String application = names.prefix() + "ingest";
    grant(literal(ResourceType.GROUP, application), "its group", READ);
    ownTopics(application + "-");
    transactions(application + "-");
    for (String group : List.of("qubo-workers", "qubo-workers-share", "trainer-join")) {
      grant(
          literal(ResourceType.GROUP, names.prefix() + group),
          "whether the others run, for the live page",
          DESCRIBE);
    }
    grant(cluster(), "how long brokers keep offsets, for the live page", DESCRIBE_CONFIGS);
  }

  private void worker() {
    read("requests for masks", Topics.MASK_REQUESTS);
    write("masks", Topics.MASK_RESULTS);
    writeLetters(Topics.MASK_REQUESTS);
    grant(
        topic(names.of(Topics.IMAGES)), "whether the route has equally many partitions", DESCRIBE);
    grant(literal(ResourceType.GROUP, names.prefix() + "qubo-workers"), "its group", READ);
    grant(
        literal(ResourceType.GROUP, names.prefix() + "qubo-workers-share"),
        "its share group, which it sets up (worker.source)",
        READ,
        ALTER_CONFIGS);
  }

  private void trainer() {
    read("what is joined", Topics.LABELS, Topics.MASKED_FEATURES);
    read("the training", Topics.TRAINING_EXAMPLES, Topics.TRAINING_STATE, Topics.FC_HEADS);
    read("orders and releases", Topics.CONTROL, Topics.MODELS, Topics.RETRAININGS);
    write("what was joined", Topics.TRAINING_EXAMPLES);
    write("what was learned", Topics.TRAINING_STATE, Topics.FC_HEADS);
    write("that a retraining is due", Topics.RETRAININGS);
    writeLetters(
        Topics.LABELS,
        Topics.MASKED_FEATURES,
        Topics.TRAINING_EXAMPLES,
        Topics.TRAINING_STATE,
        Topics.CONTROL);
    String own = names.prefix() + "trainer-";
    grant(prefixed(ResourceType.GROUP, own), "its groups, by model", READ);
    ownTopics(own + "join-");
    grant(
        prefixed(ResourceType.TOPIC, own + "join-"),
        "removes what was brought to its partition",
        DELETE);
    transactions(own);
  }

  private void retrain() {
    read("what is learned from", Topics.IMAGES, Topics.LABELS);
    read("what serves", Topics.MODELS, Topics.FC_HEADS, Topics.TRAINING_STATE);
    read("what is due", Topics.RETRAININGS);
    write("the release and its steps", Topics.MODELS, Topics.RETRAININGS);
    grant(
        prefixed(ResourceType.GROUP, names.prefix() + "retrain-"), "one at a time, by model", READ);
    transactions(names.prefix() + "models-");
  }

  /** What an ingest and a worker under a prefix of their own make, use and remove. */
  private void shadow() {
    String own = names.prefix() + SHADOW;
    grant(topic(names.of(Topics.PREDICTIONS)), "what the serving model answers", READ);
    grant(
        prefixed(ResourceType.TOPIC, own),
        "topics of a shadow, which it makes and removes",
        CREATE,
        READ,
        WRITE,
        ALTER,
        DELETE,
        DESCRIBE_CONFIGS);
    grant(
        prefixed(ResourceType.GROUP, own),
        "groups of a shadow, which it sets up and removes",
        READ,
        DELETE,
        ALTER_CONFIGS);
    transactions(own);
    grant(cluster(), "how long brokers keep offsets", DESCRIBE_CONFIGS);
  }

  private void sender() {
    write("images and their labels", Topics.IMAGES, Topics.LABELS);
    read("what becomes of them", Topics.PREDICTIONS, Topics.FC_HEADS);
    for (Topic<?> topic : Topics.all()) {
      readLetters("what becomes of them", topic);
    }
  }

  private void observer() {
    String prefix = names.prefix();
    grant(prefixed(ResourceType.TOPIC, prefix), "what is in the topics", READ, DESCRIBE_CONFIGS);
    grant(
        prefixed(ResourceType.GROUP, prefix),
        "who lags, and how share groups are set up",
        DESCRIBE,
        DESCRIBE_CONFIGS);
    grant(prefixed(ResourceType.TRANSACTIONAL_ID, prefix), "which transactions hang", DESCRIBE);
    grant(cluster(), "the brokers and their settings", DESCRIBE_CONFIGS);
  }

  private void operator() {
    observer();
    String prefix = names.prefix();
    grant(
        prefixed(ResourceType.TOPIC, prefix),
        "orders, releases, labels, replayed dead letters; makes topics and gives them partitions",
        WRITE,
        CREATE,
        ALTER);
    grant(prefixed(ResourceType.TRANSACTIONAL_ID, prefix + "models-"), "releases", WRITE);
    grant(
        literal(ResourceType.TRANSACTIONAL_ID, prefix + "dlq-replay"),
        "dead letters sent again",
        WRITE);
  }

  /** Changelogs and repartition topics, which Kafka Streams makes. */
  private void ownTopics(String prefix) {
    grant(
        prefixed(ResourceType.TOPIC, prefix),
        "topics of its own, which Kafka Streams makes, and which it gives partitions",
        CREATE,
        READ,
        WRITE,
        ALTER,
        DESCRIBE_CONFIGS);
  }

  private void transactions(String prefix) {
    grant(prefixed(ResourceType.TRANSACTIONAL_ID, prefix), "its transactions", WRITE);
  }

  private void read(String purpose, Topic<?>... topics) {
    for (Topic<?> topic : topics) {
      grant(topic(names.of(topic)), purpose, READ, DESCRIBE_CONFIGS);
    }
  }

  private void write(String purpose, Topic<?>... topics) {
    for (Topic<?> topic : topics) {
      grant(topic(names.of(topic)), purpose, WRITE, DESCRIBE_CONFIGS);
    }
  }

  private void readLetters(String purpose, Topic<?> topic) {
    grant(topic(names.deadLettersOf(topic)), purpose, READ, DESCRIBE_CONFIGS);
  }

  private void writeLetters(Topic<?>... topics) {
    for (Topic<?> topic : topics) {
      grant(topic(names.deadLettersOf(topic)), "what cannot be used", WRITE, DESCRIBE_CONFIGS);
    }
  }

  private static ResourcePattern topic(String name) {
    return literal(ResourceType.TOPIC, name);
  }

  private static ResourcePattern cluster() {
    return literal(ResourceType.CLUSTER, Resource.CLUSTER_NAME);
  }

  private static ResourcePattern literal(ResourceType type, String name) {
    return new ResourcePattern(type, name, PatternType.LITERAL);
  }

  private static ResourcePattern prefixed(ResourceType type, String name) {
    return new ResourcePattern(type, name, PatternType.PREFIXED);
  }

  private void grant(ResourcePattern resource, String purpose, AclOperation... operations) {
    grant(resource, purpose, Optional.empty(), operations);
  }

  /** Once: what is there already stays as it is. */
  private void grant(
      ResourcePattern resource,
      String purpose,
      Optional<String> setting,
      AclOperation... operations) {
    for (AclOperation operation : operations) {
      rights.putIfAbsent(
          resource + ":" + operation, new Right(resource, operation, purpose, setting));
    }
  }
}
