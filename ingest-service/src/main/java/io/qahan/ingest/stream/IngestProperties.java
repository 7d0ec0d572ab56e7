package io.qahan.ingest.stream;

import io.qahan.ingest.deadline.CommitPace;
import io.qahan.schemas.settings.Settings;
import io.qahan.schemas.streams.StreamsProperties;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.streams.StreamsConfig;

/** What ingest's Kafka Streams has beside what {@link StreamsProperties all} have. */
public final class IngestProperties {
  /**
   * Few, so that results and deadlines are looked after often: in a fresh JVM an image takes ten
   * times as long as later on, and results wait behind as many as one poll returns.
   */
  static final int MAX_POLL_RECORDS = 16;

  /** Room for the largest dead letter and its headers. */
  private static final int MAX_REQUEST_BYTES = 64 << 20;

  private static final String NAME = "ingest";

  private IngestProperties() {}

  /**
   * Puts them together.
   *
   * @param threads stream threads of this instance
   * @param pace of its commits
   */
  public static Properties of(Settings settings, int threads, CommitPace pace) {
    return StreamsProperties.of(
        settings, NAME, MAX_REQUEST_BYTES, streams(threads, pace), mainConsumer());
  }

  /** The id of the application, which is the name of ingest's group. */
  public static String applicationId(Settings settings) {
    return StreamsProperties.applicationId(settings, NAME);
  }

  private static Map<String, Object> streams(int threads, CommitPace pace) {
    return Map.of(
        StreamsConfig.NUM_STREAM_THREADS_CONFIG,
        threads,
        StreamsConfig.COMMIT_INTERVAL_MS_CONFIG,
        pace.unasked().toMillis(),
        StreamsConfig.POLL_MS_CONFIG,
        5, // while images come or wait (see QuietPolls)
        // Take what is there: a task must not hold results back because images are to be fetched.
        StreamsConfig.MAX_TASK_IDLE_MS_CONFIG,
        -1,
        // The store of answered ids is read back whole after a crash: keep no more than it needs.
        StreamsConfig.WINDOW_STORE_CHANGE_LOG_ADDITIONAL_RETENTION_MS_CONFIG,
        60_000L);
  }

  private static Map<String, Object> mainConsumer() {
    return Map.of(
        ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
        MAX_POLL_RECORDS,
        // Images wait while a fetch for results alone is under way (see ResultsFirst). Until then
        // the images in hand are worked on, some hundred kilobytes of each partition.
        ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
        100);
  }
}
