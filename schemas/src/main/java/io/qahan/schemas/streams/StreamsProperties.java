package io.qahan.schemas.streams;

import io.qahan.schemas.settings.CommonSettings;
import io.qahan.schemas.settings.Settings;
import io.qahan.schemas.signing.Signatures;
import io.qahan.schemas.signing.SignedRecords;
import io.qahan.schemas.topic.TopicLimits;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.streams.StreamsConfig;

/**
 * The configuration of every Kafka Streams application of ours: what all share, then what one adds,
 * then what the user says under {@code kafka.*}, then under {@code streams.*}. What exactly-once
 * rests on is not for choosing: {@link Settings} refuse another value.
 */
public final class StreamsProperties {
  private StreamsProperties() {}

  /**
   * Puts them together.
   *
   * @param name of the application; its id is that behind {@code topic.prefix}
   * @param largestRequest room for the largest record it writes with its headers, in bytes
   * @param own defaults of this application
   * @param mainConsumer defaults of its main consumers, without {@code main.consumer.}
   */
  public static Properties of(
      Settings settings,
      String name,
      int largestRequest,
      Map<String, Object> own,
      Map<String, Object> mainConsumer) {
    Map<String, Object> all = new HashMap<>(shared(settings, largestRequest));
    all.put(
        StreamsConfig.CLIENT_ID_CONFIG,
        OneModel.clientId(applicationId(settings, name), settings.get(CommonSettings.MODEL)));
    all.putAll(own);
    all.putAll(settings.kafkaClient());
    Map<String, Object> main = new HashMap<>();
    // How soon another instance takes over after a crash.
    main.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 10_000);
    main.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 2_000);
    main.putAll(mainConsumer);
    main.keySet().removeAll(settings.under(Settings.KAFKA).keySet()); // a prefix would win
    main.forEach((key, value) -> all.put(StreamsConfig.mainConsumerPrefix(key), value));
    all.putAll(settings.under(Settings.STREAMS));
    if (Signatures.of(settings).isPresent()) {
      signed(all, settings.under(Settings.STREAMS));
    }
    all.put(StreamsConfig.APPLICATION_ID_CONFIG, applicationId(settings, name));
    all.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    all.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
    Properties properties = new Properties();
    properties.putAll(all);
    return properties;
  }

  /** Interceptors that the user gives to one kind of client would take the place of ours. */
  private static void signed(Map<String, Object> all, Map<String, String> given) {
    given.forEach(
        (name, users) -> {
          if (name.endsWith(ProducerConfig.INTERCEPTOR_CLASSES_CONFIG)) {
            all.put(name, SignedRecords.around(users));
          }
        });
  }

  /** The application's id, which is the name of its group too. */
  public static String applicationId(Settings settings, String name) {
    return settings.get(CommonSettings.TOPIC_PREFIX) + name;
  }

  private static Map<String, Object> shared(Settings settings, int largestRequest) {
    Map<String, Object> shared = new HashMap<>();
    shared.put(
        StreamsConfig.REPLICATION_FACTOR_CONFIG,
        settings.get(CommonSettings.TOPIC_REPLICATION_FACTOR));
    shared.put(StreamsConfig.PROCESSING_EXCEPTION_HANDLER_GLOBAL_ENABLED_CONFIG, true);
    shared.put(
        StreamsConfig.topicPrefix(TopicConfig.MAX_MESSAGE_BYTES_CONFIG), TopicLimits.INTERNAL);
    shared.put(ProducerConfig.BATCH_SIZE_CONFIG, 256 << 10);
    shared.put(ProducerConfig.LINGER_MS_CONFIG, 5);
    shared.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    // The first batch of a transaction may have to wait for the markers of the last one, or for a
    // new leader; those sent behind it would be out of order, and be refused until it is in.
    shared.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
    shared.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, largestRequest);
    shared.put(ProducerConfig.BUFFER_MEMORY_CONFIG, (long) largestRequest);
    return shared;
  }
}
