package io.qahan.ingest.follow;

import io.qahan.schemas.settings.Settings;
import io.qahan.schemas.topic.KeyPartition;
import io.qahan.schemas.topic.TopicLimits;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what lies in topics already: the newest records of one, or the newest of a key. Looks back
 * no further than it is told, one question at a time, in a thread of its own. Thread safe.
 */
public final class PastRecords implements AutoCloseable {
  /**
   * What was found of a key.
   *
   * @param found the newest record of it
   * @param looked how many offsets were looked at
   * @param whole whether that was all that the topic keeps
   * @param since the time of the oldest record that was seen where the key belongs
   */
  public record Search(
      Optional<ConsumerRecord<byte[], byte[]>> found,
      long looked,
      boolean whole,
      Optional<Instant> since) {

    /** With what another partition has. */
    private Search and(Search other) {
      return new Search(
          other.found(), looked + other.looked(), whole && other.whole(), since.or(other::since));
    }
  }

  private static final Logger log = LoggerFactory.getLogger(PastRecords.class);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final int CHUNK = 2_000; // records
  private static final int FEW = 4;
  private static final int LARGEST_CHUNK = 20_000;
  private static final int WAITING = 32; // questions

  private final Consumer<byte[], byte[]> consumer;
  private final ThreadPoolExecutor executor;
  private final Duration patience;
  private final long most;
  private final long chunk;

  /**
   * Over a client that is closed with it.
   *
   * @param consumer read_committed, without a group
   * @param patience how long one question may take
   * @param most how many offsets a search may look at where the key belongs, and as many elsewhere
   */
  PastRecords(Consumer<byte[], byte[]> consumer, Duration patience, long most) {
    this(consumer, patience, most, CHUNK);
  }

  private PastRecords(Consumer<byte[], byte[]> consumer, Duration patience, long most, long chunk) {
    this.chunk = chunk;
    this.consumer = consumer;
    this.patience = patience;
    this.most = most;
    this.executor =
        new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(WAITING),
            task -> {
              Thread thread = new Thread(task, "past-records");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** With a client of its own: five seconds a question, and 200,000 offsets of a partition. */
  public static PastRecords open(Settings settings, TopicLimits limits) {
    Consumer<byte[], byte[]> consumer =
        GrouplessConsumer.open(
            settings, limits, "earliest", Map.of(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, CHUNK));
    return new PastRecords(consumer, Duration.ofSeconds(5), 200_000);
  }

  /** The same for records of megabytes, of which the last few are looked at first. */
  static PastRecords openLarge(Settings settings, TopicLimits limits) {
    Consumer<byte[], byte[]> consumer =
        GrouplessConsumer.open(
            settings, limits, "earliest", Map.of(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, FEW));
    return new PastRecords(consumer, Duration.ofSeconds(5), 200_000, FEW);
  }

  /**
   * Gives the newest records of a topic to a reader, the older ones of each partition first, for as
   * long as one question may take. Returns at once; what cannot be read is logged.
   *
   * @param records how many at most
   */
  public void readBack(
      String topic,
      int records,
      java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> reader) {
    CompletableFuture<Boolean> unused =
        asked(
            () -> {
              List<TopicPartition> partitions = partitionsOf(topic);
              consumer.assign(partitions);
              Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions);
              Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
              long each = Math.max(1, records / partitions.size());
              partitions.forEach(
                  p -> consumer.seek(p, Math.max(begins.get(p), ends.get(p) - each)));
              long until = System.nanoTime() + patience.toNanos();
              while (System.nanoTime() < until
                  && partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
                consumer.poll(POLL).forEach(reader);
              }
              return true;
            });
  }

  /**
   * Looks for the newest record of a key, backwards from the end of the partition to which Kafka
   * gives the key. Where it is not there, the other partitions are looked through too, in equal
   * parts: the key had another partition before the topic grew.
   *
   * @return completes with an error if the topic cannot be read, or too many ask
   */
  public CompletableFuture<Search> find(String topic, byte[] key) {
    return asked(
        () -> {
          List<TopicPartition> others = new ArrayList<>(partitionsOf(topic));
          TopicPartition own = others.remove(KeyPartition.of(key, others.size()));
          long until = System.nanoTime() + patience.toNanos();
          Search search = search(own, key, most, until);
          for (int i = 0; i < others.size() && search.found().isEmpty(); i++) {
            search = search.and(search(others.get(i), key, most / others.size(), until));
          }
          return search;
        });
  }

  private Search search(TopicPartition place, byte[] key, long most, long until) {
    consumer.assign(List.of(place));
    long begin = consumer.beginningOffsets(List.of(place)).get(place);
    long end = consumer.endOffsets(List.of(place)).get(place);
    long to = end;
    long chunk = this.chunk;
    Optional<Instant> since = Optional.empty();
    while (to > begin && end - to < most && System.nanoTime() < until) {
      long from = Math.max(begin, to - Math.min(chunk, most - (end - to)));
      Part part = read(place, from, to, key, until);
      if (part.found() != null) {
        return new Search(Optional.of(part.found()), end - from, false, part.since());
      }
      if (!part.whole()) {
        break;
      }
      since = part.since().isPresent() ? part.since() : since;
      to = from;
      chunk = Math.min(LARGEST_CHUNK, 2 * chunk);
    }
    return new Search(Optional.empty(), end - to, to <= begin, since);
  }

  /** What a stretch of a partition has; {@code found} may be null. */
  private record Part(
      ConsumerRecord<byte[], byte[]> found, boolean whole, Optional<Instant> since) {}

  private Part read(TopicPartition place, long from, long to, byte[] key, long until) {
    consumer.seek(place, from);
    ConsumerRecord<byte[], byte[]> found = null;
    Optional<Instant> since = Optional.empty();
    while (consumer.position(place) < to && System.nanoTime() < until) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        if (since.isEmpty()) {
          since = Optional.of(Instant.ofEpochMilli(record.timestamp()));
        }
        if (record.offset() < to && Arrays.equals(record.key(), key)) {
          found = record;
        }
      }
    }
    return new Part(found, consumer.position(place) >= to, since);
  }

  /** In the order of their numbers; at least one. */
  private List<TopicPartition> partitionsOf(String topic) {
    List<PartitionInfo> infos = consumer.partitionsFor(topic);
    if (infos == null || infos.isEmpty()) {
      throw new UnknownTopicOrPartitionException("there is no topic [%s]".formatted(topic));
    }
    return infos.stream()
        .map(info -> new TopicPartition(topic, info.partition()))
        .sorted(Comparator.comparingInt(TopicPartition::partition))
        .toList();
  }

  private interface Question<T> {
    T ask();
  }

  private <T> CompletableFuture<T> asked(Question<T> question) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    try {
      executor.execute(
          () -> {
            try {
              answer.complete(question.ask());
            } catch (RuntimeException e) { // Kafka's, or that of a reader: whoever asked is told
              log.warn("What lies in Kafka cannot be read: {}", e.toString());
              answer.completeExceptionally(e);
            }
          });
    } catch (RejectedExecutionException e) {
      answer.completeExceptionally(e);
    }
    return answer;
  }

  @Override
  public void close() {
    var unused = executor.shutdownNow();
    consumer.wakeup();
    try {
      if (executor.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        consumer.close();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
