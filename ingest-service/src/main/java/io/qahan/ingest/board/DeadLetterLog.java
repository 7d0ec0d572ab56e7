package io.qahan.ingest.board;

import io.qahan.schemas.topic.DeadLetter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * The dead letters of the whole system since this process started: how many of each cause, and the
 * last ones. What stands in them is anybody's, so it is cut short and kept to a bound. Thread safe.
 */
public final class DeadLetterLog implements Consumer<ConsumerRecord<byte[], byte[]>> {
  private static final int CAUSES = 50;
  private static final int LONGEST = 300;

  /**
   * One dead letter.
   *
   * @param at when it was written, epoch milliseconds
   * @param topic where the record came from
   * @param key the record's key, as far as it is text
   */
  public record Letter(long at, String topic, String cause, String message, String key) {}

  /** How many dead letters of a topic have a cause. */
  public record Cause(String cause, long count) {}

  private final int capacity;
  private final Deque<Letter> latest = new ArrayDeque<>();
  private final Map<String, Long> causes = new TreeMap<>();
  private long count;

  /**
   * Empty.
   *
   * @param capacity how many letters are kept
   */
  DeadLetterLog(int capacity) {
    this.capacity = capacity;
  }

  @Override
  public synchronized void accept(ConsumerRecord<byte[], byte[]> record) {
    if (DeadLetter.isMark(record.headers())) {
      return;
    }
    String cause = header(record, DeadLetter.CAUSE);
    latest.addFirst(
        new Letter(
            record.timestamp(),
            header(record, DeadLetter.TOPIC),
            cause,
            header(record, DeadLetter.MESSAGE),
            text(record.key())));
    if (latest.size() > capacity) {
      latest.removeLast();
    }
    boolean named = causes.containsKey(cause) || causes.size() < CAUSES;
    causes.merge(named ? cause : "others", 1L, Long::sum);
    count++;
  }

  public synchronized long count() {
    return count;
  }

  /** The newest first. */
  public synchronized List<Letter> latest() {
    return new ArrayList<>(latest);
  }

  public synchronized List<Cause> causes() {
    return causes.entrySet().stream().map(e -> new Cause(e.getKey(), e.getValue())).toList();
  }

  private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
    Header header = record.headers().lastHeader(name);
    return header == null ? "" : text(header.value());
  }

  private static String text(byte[] bytes) {
    if (bytes == null) {
      return "";
    }
    String text = new String(bytes, 0, Math.min(bytes.length, LONGEST), StandardCharsets.UTF_8);
    return bytes.length > LONGEST ? text + "…" : text;
  }
}
