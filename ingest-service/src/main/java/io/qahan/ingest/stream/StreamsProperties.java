package io.qahan.ingest.stream;

import io.qahan.schemas.settings.CommonSettings;
import io.qahan.schemas.settings.Settings;
import io.qahan.schemas.topic.TopicLimits;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.streams.StreamsConfig;

/**
 * The configuration of our Kafka Streams: our defaults, then what the user says under {@code
 * kafka.*}, then under {@code streams.*}.
 */
public final class StreamsProperties {
  /** Few, so that results and deadlines are looked after often. */
  static final int MAX_POLL_RECORDS = 64;

  /** Room for the largest dead letter and its headers. */
  private static final int MAX_REQUEST_BYTES = 64 << 20;

  private StreamsProperties() {}

  /**
   * Puts them together.
   *
   * @param threads stream threads of this instance
   */
  public static Properties of(Settings settings, int threads) {
    Map<String, Object> all = new HashMap<>(streams(settings, threads));
    all.putAll(clients());
    all.putAll(settings.kafkaClient());
    Map<String, Object> main = new HashMap<>(mainConsumer());
    main.keySet().removeAll(settings.under(Settings.KAFKA).keySet()); // a prefix would win
    main.forEach((name, value) -> all.put(StreamsConfig.mainConsumerPrefix(name), value));
    all.putAll(settings.under(Settings.STREAMS));
    Properties properties = new Properties();
    properties.putAll(all);
    return properties;
  }

  private static Map<String, Object> streams(Settings settings, int threads) {
    Map<String, Object> streams = new HashMap<>();
    streams.put(
        StreamsConfig.APPLICATION_ID_CONFIG, settings.get(CommonSettings.TOPIC_PREFIX) + "ingest");
    streams.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    streams.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, threads);
    streams.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 50);
    streams.put(StreamsConfig.POLL_MS_CONFIG, 5);
    // Take what is there: a task must not hold results back because images are to be fetched.
    streams.put(StreamsConfig.MAX_TASK_IDLE_MS_CONFIG, -1);
    streams.put(
        StreamsConfig.REPLICATION_FACTOR_CONFIG,
        settings.get(CommonSettings.TOPIC_REPLICATION_FACTOR));
    streams.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
    streams.put(StreamsConfig.PROCESSING_EXCEPTION_HANDLER_GLOBAL_ENABLED_CONFIG, true);
    streams.put(
        StreamsConfig.topicPrefix(TopicConfig.MAX_MESSAGE_BYTES_CONFIG), TopicLimits.INTERNAL);
    // The store of answered ids is read back whole after a crash: keep no more than it needs.
    streams.put(StreamsConfig.WINDOW_STORE_CHANGE_LOG_ADDITIONAL_RETENTION_MS_CONFIG, 60_000L);
    return streams;
  }

  private static Map<String, Object> clients() {
    return Map.of(
        ProducerConfig.BATCH_SIZE_CONFIG,
        262_144,
        ProducerConfig.LINGER_MS_CONFIG,
        5,
        ProducerConfig.COMPRESSION_TYPE_CONFIG,
        "lz4",
        // The first batch of a transaction may have to wait for the markers of the last one; those
        // sent behind it would be out of order, and be refused until it is in.
        ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION,
        1,
        ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
        MAX_REQUEST_BYTES,
        ProducerConfig.BUFFER_MEMORY_CONFIG,
        (long) MAX_REQUEST_BYTES);
  }

  private static Map<String, Object> mainConsumer() {
    return Map.of(
        ConsumerConfig.MAX_POLL_RECORDS_CONFIG, MAX_POLL_RECORDS,
        // Images wait while a fetch for results alone is under way (see ResultsFirst).
        ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 50,
        // How soon another instance takes over after a crash.
        ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 10_000,
        ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 2_000);
  }
}
