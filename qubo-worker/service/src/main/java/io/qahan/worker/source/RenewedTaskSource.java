package io.qahan.worker.source;

import io.qahan.schemas.clock.ClockSteppedException;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A source that is made anew when the clock went back, since its Kafka client would stand still.
 * What was settled before is committed by the old one as far as that goes; the tasks that are still
 * open then come again from the new one, and are answered twice by the same answer.
 */
final class RenewedTaskSource implements TaskSource {
  private static final Logger log = LoggerFactory.getLogger(RenewedTaskSource.class);

  private final Supplier<TaskSource> maker;
  private volatile TaskSource source;

  RenewedTaskSource(Supplier<TaskSource> maker) {
    this.maker = maker;
    source = maker.get();
  }

  @Override
  public List<Task> poll(Duration timeout) {
    try {
      return source.poll(timeout);
    } catch (ClockSteppedException e) {
      try {
        source.close();
      } catch (KafkaException closing) {
        log.warn("Leaving the group failed, the broker will notice: {}", closing.toString());
      }
      source = maker.get();
      return List.of();
    }
  }

  @Override
  public void acknowledge(Task task) {
    source.acknowledge(task);
  }

  @Override
  public void reject(Task task) {
    source.reject(task);
  }

  @Override
  public void release(Task task) {
    source.release(task);
  }

  @Override
  public void close() {
    source.close();
  }
}
