package io.qahan.deploy.operate;

import io.qahan.deploy.cli.CommandFailedException;
import io.qahan.schemas.codec.Codecs;
import io.qahan.schemas.reading.BoundedConsumer;
import io.qahan.schemas.rights.MissingRights;
import io.qahan.schemas.rights.Right;
import io.qahan.schemas.rights.Rights;
import io.qahan.schemas.rights.Role;
import io.qahan.schemas.settings.CommonSettings;
import io.qahan.schemas.settings.Settings;
import io.qahan.schemas.signing.Signatures;
import io.qahan.schemas.topic.TopicLimits;
import io.qahan.schemas.topic.TopicNames;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The brokers of an operator's command, which waits ten seconds for them and no longer.
 *
 * @param settings where they are
 */
public record Brokers(Settings settings) {
  private static final int PATIENCE_MS = 10_000;
  private static final int MAX_RECORD = 64 << 20; // a dead letter may be a whole training state

  /** The largest record that is sent in a transaction: far more than brokers take uncompressed. */
  public static final int MAX_COMPRESSED = 256 << 20;

  public Brokers {
    settings = Signatures.appliedTo(settings);
  }

  /** What a command asks of the brokers. */
  @FunctionalInterface
  public interface Work<T> {
    T with(Brokers brokers) throws ExecutionException, InterruptedException;
  }

  /**
   * Does the work.
   *
   * @throws CommandFailedException if the brokers do not answer or refuse, saying what to try
   */
  public static <T> T ask(Settings settings, Work<T> work) throws InterruptedException {
    try {
      return work.with(new Brokers(settings));
    } catch (InterruptException e) {
      throw (InterruptedException) new InterruptedException().initCause(e);
    } catch (ExecutionException e) {
      throw refusal(settings, e.getCause());
    } catch (KafkaException e) {
      throw refusal(settings, e);
    }
  }

  private static CommandFailedException refusal(Settings settings, Throwable cause) {
    return new CommandFailedException(
        "The broker at [%s] does not do it: %s. Is it running, is --bootstrap-servers right, and do the topics exist (qahan doctor)?"
            .formatted(settings.get(CommonSettings.BOOTSTRAP_SERVERS), cause.getMessage()),
        cause);
  }

  /**
   * Sees that the user has the rights of a role, before anything is done by halves.
   *
   * @throws CommandFailedException if it lacks any, naming them
   */
  public void require(Role role) throws ExecutionException, InterruptedException {
    try (Admin admin = admin()) {
      List<Right> missing = MissingRights.of(admin, Rights.of(role, settings));
      if (!missing.isEmpty()) {
        throw new CommandFailedException(MissingRights.fault(role, missing));
      }
    }
  }

  /** How each group is, by its name. */
  public static Map<String, GroupState> groupStates(Admin admin)
      throws ExecutionException, InterruptedException {
    Map<String, GroupState> states = new HashMap<>();
    admin
        .listGroups()
        .all()
        .get()
        .forEach(
            group -> states.put(group.groupId(), group.groupState().orElse(GroupState.UNKNOWN)));
    return states;
  }

  public TopicNames names() {
    return TopicNames.from(settings);
  }

  public Codecs codecs() {
    return Codecs.from(settings);
  }

  /** A new admin client; whoever asks for it closes it. */
  public Admin admin() {
    return Admin.create(patient());
  }

  /** A new consumer without a group that sees what is committed; whoever asks closes it. */
  public Consumer<byte[], byte[]> reader() {
    TopicLimits limits = TopicLimits.ofCatalogue(names());
    return BoundedConsumer.of(readerProperties(), limits);
  }

  private Map<String, Object> readerProperties() {
    Map<String, Object> properties = patient();
    properties.remove(ConsumerConfig.GROUP_ID_CONFIG);
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    return properties;
  }

  /** The same of records however large, which a service reads only the beginning of. */
  public Consumer<byte[], byte[]> wholeReader() {
    Map<String, Object> properties = readerProperties();
    properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
    return new KafkaConsumer<>(
        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /** A new producer whose records every replica must have; whoever asks for it closes it. */
  public Producer<byte[], byte[]> producer() {
    return new KafkaProducer<>(
        producerProperties(), new ByteArraySerializer(), new ByteArraySerializer());
  }

  /**
   * The same with transactions, and compressed: what is sent again may have been let in only so.
   *
   * @param id behind the prefix of the topics; a second producer of the same id ends the first
   */
  public Producer<byte[], byte[]> transactionalProducer(String id) {
    Map<String, Object> properties = producerProperties();
    properties.put(
        ProducerConfig.TRANSACTIONAL_ID_CONFIG, settings.get(CommonSettings.TOPIC_PREFIX) + id);
    properties.putIfAbsent(ProducerConfig.COMPRESSION_TYPE_CONFIG, "gzip"); // needs no library
    properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_COMPRESSED);
    properties.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 2L * MAX_COMPRESSED);
    return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
  }

  private Map<String, Object> producerProperties() {
    Map<String, Object> properties = patient();
    properties.putIfAbsent(ProducerConfig.MAX_BLOCK_MS_CONFIG, PATIENCE_MS);
    properties.putIfAbsent(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_RECORD);
    properties.putIfAbsent(ProducerConfig.BUFFER_MEMORY_CONFIG, 2L * MAX_RECORD);
    properties.put(ProducerConfig.ACKS_CONFIG, "all");
    properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    return properties;
  }

  private Map<String, Object> patient() {
    Map<String, Object> properties = new HashMap<>(settings.kafkaClient());
    properties.putIfAbsent(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, PATIENCE_MS);
    properties.putIfAbsent(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, PATIENCE_MS / 2);
    return properties;
  }
}
