package io.qahan.ingest.follow;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.qahan.schemas.metrics.Metric;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the answers to images that were answered already, as read from the predictions of the
 * whole system. It happens if a client puts an id on two partitions that belong to two processes:
 * neither can know in time of the other. Looks back no further than ids are remembered, nor than
 * the last answers of a number. Used by one thread.
 */
public final class RepeatedAnswers implements Consumer<ConsumerRecord<byte[], byte[]>> {
  private static final Logger log = LoggerFactory.getLogger(RepeatedAnswers.class);

  private final long retention;
  private final int capacity;
  private final Counter counter;
  private final Map<String, Long> answeredAt = new LinkedHashMap<>();

  /**
   * Starts with none.
   *
   * @param retention how long ids are remembered: an answer after that is as it should be
   * @param capacity how many answers to look back, at least 1
   */
  public RepeatedAnswers(MeterRegistry registry, Duration retention, int capacity) {
    this.retention = retention.toMillis();
    this.capacity = capacity;
    this.counter = Metric.INGEST_REPEATED_ANSWERS.counter(registry);
  }

  @Override
  public void accept(ConsumerRecord<byte[], byte[]> prediction) {
    if (prediction.key() == null) { // not written by ingest
      return;
    }
    String id = new String(prediction.key(), StandardCharsets.UTF_8);
    Long before = answeredAt.remove(id);
    answeredAt.put(id, prediction.timestamp());
    if (answeredAt.size() > capacity) {
      answeredAt.remove(answeredAt.keySet().iterator().next());
    }
    if (before != null && prediction.timestamp() - before < retention) {
      counter.increment();
      log.warn(
          "Image [{}] was answered twice: it came on two partitions that two ingests have. Do clients"
              + " with different partitioners send it?",
          id);
    }
  }
}
