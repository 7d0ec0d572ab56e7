package io.qahan.schemas.settings;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The settings that every service has. */
public final class CommonSettings {
  public static final Setting<String> BOOTSTRAP_SERVERS =
      Setting.text("bootstrap.servers", "localhost:9092", "Kafka brokers to start from");
  public static final Setting<String> SCHEMA_REGISTRY_URL =
      Setting.text(
          "schema.registry.url",
          "",
          "schema registry; if empty, records are Avro single-object encoded and need none");
  public static final Setting<String> SCHEMA_REGISTRY_USER =
      Setting.secret(
          "schema.registry.basic.auth.user.info",
          "USER:PASSWORD that the schema registry is shown; wins over what schema.registry.url has");
  public static final Setting<String> SCHEMA_REGISTRY_BEARER =
      Setting.secret(
          "schema.registry.bearer.auth.token",
          "token that the schema registry is shown; wins over a user and password");
  public static final Setting<String> SIGNING_KEY =
      Setting.secret(
          "security.signing.key",
          "Ed25519 key in PEM (PKCS #8) that heads, states, orders and releases are signed with;"
              + " for the trainer, qahan retrain and operators' commands");
  public static final Setting<String> SIGNING_TRUSTED =
      Setting.text(
          "security.signing.trusted",
          "",
          "Ed25519 public keys in PEM; if set, heads, states, orders and releases that none of them"
              + " has signed are refused");
  public static final Setting<Boolean> SIGNING_REQUIRED =
      Setting.flag(
          "security.signing.required",
          true,
          "whether records without any signature are refused too; false while signing is being"
              + " switched on, so that what was written before still counts");
  public static final Setting<String> TOPIC_PREFIX =
      Setting.text("topic.prefix", "qahan.", "in front of every topic, group and transactional id");
  public static final Setting<String> INPUT_PREFIX =
      Setting.text(
          "input.prefix",
          "",
          "in front of the images and labels that are read; if empty, topic.prefix. Another system's:"
              + " a second model in its shadow");

  /** The most partitions that a topic may be given. */
  public static final int MOST_PARTITIONS = 10_000;

  public static final Setting<Integer> TOPIC_PARTITIONS =
      Setting.integer(
          "topic.partitions",
          4,
          1,
          MOST_PARTITIONS,
          "partitions of the topics that are keyed by image id");
  public static final Setting<Integer> TOPIC_REPLICATION_FACTOR =
      Setting.integer(
          "topic.replication.factor",
          -1,
          -1,
          100,
          "replicas of new topics; -1: as the broker says");
  public static final Setting<Boolean> TOPIC_CREATE =
      Setting.flag("topic.create", true, "create missing topics at start");
  public static final Setting<String> MODEL =
      Setting.text("model", "default", "name of the model: the key of its heads and controls");
  public static final Setting<String> MODEL_FILE =
      Setting.text(
          "model.file",
          "",
          "model file NAME.qahan, which says the name of the model, its classes, conv stack and masks,"
              + " and has its first head; if empty, settings say all that");
  public static final Setting<String> MODEL_CACHE =
      Setting.text(
          "model.cache",
          "",
          "directory for the model files of releases; if empty, .cache/qahan/models in the user's"
              + " home, or where that cannot be, a temporary directory");
  public static final Setting<Integer> CLASSES =
      Setting.integer("classes", 10, 2, 100_000, "number of classes");
  public static final Setting<String> HTTP_HOST =
      Setting.text("http.host", "127.0.0.1", "address the service's HTTP server listens on");
  public static final Setting<Integer> HTTP_PORT =
      Setting.integer("http.port", 0, 0, 65_535, "port of the HTTP server; 0: any free one");
  public static final Setting<List<String>> HTTP_HOSTS =
      Setting.list(
          "http.hosts",
          "localhost",
          "further names that the HTTP server is called by, and whose pages may send it something;"
              + " addresses, names without a dot, this host's and those of Kubernetes' services are"
              + " let in anyway; *: every one");
  public static final Setting<Integer> HTTP_CONNECTIONS =
      Setting.integer(
          "http.connections",
          4_096,
          16,
          1_000_000,
          "most connections of the HTTP server; at the limit, idle ones are closed after a second");
  public static final Setting<String> HTTP_TLS_CERTIFICATE =
      Setting.text(
          "http.tls.certificate",
          "",
          "PEM file with the HTTP server's certificate chain; if set, it speaks HTTPS");
  public static final Setting<String> HTTP_TLS_KEY =
      Setting.text(
          "http.tls.key", "", "PEM file with the certificate's private key, PKCS #8, unencrypted");
  public static final Setting<Duration> READY_PATIENCE =
      Setting.duration(
          "ready.patience",
          "30s",
          "how long records may wait with nothing committed, or brokers be silent, before the"
              + " service is not ready");
  public static final Setting<Duration> LIVE_PATIENCE =
      Setting.duration(
          "live.patience",
          "10m",
          "how long records may wait with nothing committed, while brokers answer, before the"
              + " service ends");

  public static final Setting<LostPosition> LOST_POSITION =
      Setting.choice(
          "lost.position",
          LostPosition.REFUSE,
          LostPosition.class,
          "where to go on in a topic whose place was lost: refuse to start, beginning or end");

  private static final List<Setting<?>> ALL =
      List.of(
          BOOTSTRAP_SERVERS,
          SCHEMA_REGISTRY_URL,
          SCHEMA_REGISTRY_USER,
          SCHEMA_REGISTRY_BEARER,
          SIGNING_KEY,
          SIGNING_TRUSTED,
          SIGNING_REQUIRED,
          TOPIC_PREFIX,
          INPUT_PREFIX,
          TOPIC_PARTITIONS,
          TOPIC_REPLICATION_FACTOR,
          TOPIC_CREATE,
          MODEL,
          MODEL_FILE,
          MODEL_CACHE,
          CLASSES,
          HTTP_HOST,
          HTTP_PORT,
          HTTP_HOSTS,
          HTTP_CONNECTIONS,
          HTTP_TLS_CERTIFICATE,
          HTTP_TLS_KEY,
          READY_PATIENCE,
          LIVE_PATIENCE,
          LOST_POSITION);

  private CommonSettings() {}

  public static List<Setting<?>> all() {
    return ALL;
  }

  /** The common settings followed by a service's own. */
  public static List<Setting<?>> and(Setting<?>... own) {
    List<Setting<?>> all = new ArrayList<>(ALL);
    all.addAll(List.of(own));
    return List.copyOf(all);
  }
}
