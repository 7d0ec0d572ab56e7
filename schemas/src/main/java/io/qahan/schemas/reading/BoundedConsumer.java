package io.qahan.schemas.reading;

import io.qahan.schemas.topic.BoundedBytes;
import io.qahan.schemas.topic.Oversize;
import io.qahan.schemas.topic.TopicLimits;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.TimestampType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A consumer that no record can end. It keeps only the beginning of records that are larger than
 * their topic allows ({@link BoundedBytes}); but Kafka's client unpacks a record whole before that,
 * and nothing bounds what a batch unpacks to: a few kilobytes may ask for two gigabytes.
 *
 * <p>Where a record is more than the heap has room for, the poll fails with an {@link
 * OutOfMemoryError}, and what the client has in hand is not to be trusted any more. So it is thrown
 * away, and one partition after the other is read again from where it stood, record by record, by a
 * consumer that is made for it. The one that fails again, and what lies behind it in its batch,
 * cannot be had: in their place come records without key and value that say so ({@link
 * Oversize#isUnreadable}), for the reader to dead-letter as those that are too large. All others
 * are handed out as they are.
 *
 * <p>As long as records fit, it costs nothing. Not thread safe, as consumers are not.
 */
public final class BoundedConsumer implements InvocationHandler {
  private static final Logger log = LoggerFactory.getLogger(BoundedConsumer.class);

  /** No offset of a topic: what was fetched for another one is dropped by the client. */
  private static final long NOWHERE = Long.MAX_VALUE - 1;

  private static final Duration PROBE = Duration.ofMillis(500);
  private static final int MOST_RECORDS = 500; // in careful reading, at once
  private static final int STEPS = 16; // one by one, before they are doubled

  private final Consumer<byte[], byte[]> consumer;
  private final Map<String, Object> properties;
  private final TopicLimits limits;

  /** How to get back to what was handed out last of each partition. */
  private final Map<TopicPartition, Runnable> places = new HashMap<>();

  private int turn;

  private BoundedConsumer(Map<String, Object> properties, TopicLimits limits) {
    this.properties = new HashMap<>(properties); // Kafka Streams gives nulls, too
    this.limits = limits;
    this.consumer = reader(properties);
  }

  /**
   * Makes one.
   *
   * @param properties of Kafka's consumer
   * @param limits how large records may be
   */
  @SuppressWarnings("unchecked") // a proxy of the one interface named
  public static Consumer<byte[], byte[]> of(Map<String, Object> properties, TopicLimits limits) {
    return (Consumer<byte[], byte[]>)
        Proxy.newProxyInstance(
            BoundedConsumer.class.getClassLoader(),
            new Class<?>[] {Consumer.class},
            new BoundedConsumer(properties, limits));
  }

  private KafkaConsumer<byte[], byte[]> reader(Map<String, Object> given) {
    return new KafkaConsumer<>(given, BoundedBytes.ofKeys(limits), BoundedBytes.ofValues(limits));
  }

  @Override
  public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
    return switch (method.getName()) {
      case "poll" -> poll((Duration) arguments[0]);
      case "subscribe" ->
          call(
              Consumer.class.getMethod(
                  "subscribe", method.getParameterTypes()[0], ConsumerRebalanceListener.class),
              arguments[0],
              new Forgetting(
                  arguments.length > 1
                      ? Optional.of((ConsumerRebalanceListener) arguments[1])
                      : Optional.empty()));
      case "seek" -> {
        places.put((TopicPartition) arguments[0], () -> again(method, arguments));
        yield call(method, arguments);
      }
      case "seekToBeginning", "seekToEnd" -> {
        Collection<?> named = (Collection<?>) arguments[0];
        for (Object each : named.isEmpty() ? consumer.assignment() : named) {
          TopicPartition partition = (TopicPartition) each;
          places.put(
              partition,
              method.getName().equals("seekToBeginning")
                  ? () -> consumer.seekToBeginning(List.of(partition))
                  : () -> consumer.seekToEnd(List.of(partition)));
        }
        yield call(method, arguments);
      }
      case "assign" -> {
        places.keySet().retainAll((Collection<?>) arguments[0]);
        yield call(method, arguments);
      }
      default -> call(method, arguments);
    };
  }

  private Object call(Method method, Object... arguments) throws Throwable {
    try {
      return method.invoke(consumer, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private void again(Method seek, Object[] arguments) {
    try {
      seek.invoke(consumer, arguments);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("it was called before with the same", e);
    }
  }

  /** Where a partition is given to a group's member is what was committed, whatever was before. */
  private final class Forgetting implements ConsumerRebalanceListener {
    private final Optional<ConsumerRebalanceListener> user;

    Forgetting(Optional<ConsumerRebalanceListener> user) {
      this.user = user;
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      user.ifPresent(listener -> listener.onPartitionsRevoked(partitions));
      places.keySet().removeAll(partitions);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
      user.ifPresent(listener -> listener.onPartitionsLost(partitions));
      places.keySet().removeAll(partitions);
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      places.keySet().removeAll(partitions);
      user.ifPresent(listener -> listener.onPartitionsAssigned(partitions)); // it may seek
    }
  }

  private ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
    ConsumerRecords<byte[], byte[]> records;
    try {
      records = consumer.poll(timeout);
    } catch (OutOfMemoryError e) {
      log.warn(
          "A record of {} does not fit in memory ({}): they are read again, one by one",
          consumer.assignment(),
          e.getMessage());
      records = carefully();
    }
    records.nextOffsets().forEach((at, next) -> places.put(at, () -> consumer.seek(at, next)));
    return records;
  }

  private ConsumerRecords<byte[], byte[]> carefully() {
    forgetWhatWasFetched();
    List<TopicPartition> partitions = new ArrayList<>(consumer.assignment());
    partitions.removeAll(consumer.paused());
    partitions.sort(
        Comparator.comparing(TopicPartition::topic).thenComparing(TopicPartition::partition));
    if (!partitions.isEmpty()) {
      Collections.rotate(partitions, -(turn++ % partitions.size())); // none waits for another
    }
    try (Consumer<byte[], byte[]> probe = reader(probing())) {
      for (TopicPartition partition : partitions) {
        ConsumerRecords<byte[], byte[]> found =
            carefully(probe, partition, consumer.position(partition));
        if (!found.nextOffsets().isEmpty()) {
          consumer.seek(partition, found.nextOffsets().get(partition));
          return found;
        }
      }
    }
    return ConsumerRecords.empty();
  }

  /** A record that was half read would go on in the middle. All partitions stand where they did. */
  private void forgetWhatWasFetched() {
    Set<TopicPartition> paused = consumer.paused();
    consumer.assignment().forEach(partition -> consumer.seek(partition, NOWHERE));
    consumer.resume(paused); // of a paused one the client keeps what it has
    try {
      var unused = consumer.poll(Duration.ZERO);
    } catch (KafkaException e) { // that there is no such offset
      log.debug("Nothing is there", e);
    }
    Set<TopicPartition> assigned = consumer.assignment();
    consumer.pause(paused.stream().filter(assigned::contains).toList());
    assigned.forEach(partition -> places.getOrDefault(partition, () -> begin(partition)).run());
  }

  /** Nothing was handed out of it yet. */
  private void begin(TopicPartition partition) {
    OffsetAndMetadata committed =
        properties.get(ConsumerConfig.GROUP_ID_CONFIG) == null
            ? null
            : consumer.committed(Set.of(partition)).get(partition);
    if (committed != null) {
      consumer.seek(partition, committed);
    } else if ("latest".equals(properties.get(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG))) {
      consumer.seekToEnd(List.of(partition));
    } else {
      consumer.seekToBeginning(List.of(partition));
    }
  }

  /** One record at a time, so that one that fails takes no other with it. */
  private Map<String, Object> probing() {
    Map<String, Object> probing = new HashMap<>(properties);
    probing
        .keySet()
        .removeAll(
            List.of(
                ConsumerConfig.GROUP_ID_CONFIG,
                ConsumerConfig.GROUP_INSTANCE_ID_CONFIG,
                ConsumerConfig.GROUP_PROTOCOL_CONFIG,
                ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG));
    probing.put(
        CommonClientConfigs.CLIENT_ID_CONFIG,
        properties.getOrDefault(CommonClientConfigs.CLIENT_ID_CONFIG, "consumer") + "-careful");
    probing.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
    probing.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 1); // a batch comes all the same
    probing.put(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, 1);
    probing.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    probing.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    return probing;
  }

  /** What can be had of a partition, up to the first record that cannot, which is told of. */
  private static ConsumerRecords<byte[], byte[]> carefully(
      Consumer<byte[], byte[]> probe, TopicPartition partition, long start) {
    List<ConsumerRecord<byte[], byte[]>> read = new ArrayList<>();
    long next = start;
    begin(probe, partition, start);
    try {
      while (read.size() < MOST_RECORDS) {
        read.addAll(probe.poll(PROBE).records(partition));
        if (probe.position(partition) == next) {
          break;
        }
        next = probe.position(partition);
      }
    } catch (OutOfMemoryError e) {
      long behind = behind(probe, partition, next);
      log.warn(
          "What lies at {} from offset {} to {} does not fit in memory, and is passed over",
          partition,
          next,
          behind - 1);
      for (long offset = next; offset < behind; offset++) {
        read.add(unreadable(partition, offset));
      }
      next = behind;
    }
    return next == start
        ? ConsumerRecords.empty()
        : new ConsumerRecords<>(
            read.isEmpty() ? Map.of() : Map.of(partition, read),
            Map.of(partition, new OffsetAndMetadata(next)));
  }

  /** Drops whatever the probe has fetched. */
  private static void begin(Consumer<byte[], byte[]> probe, TopicPartition partition, long offset) {
    probe.unsubscribe();
    probe.assign(List.of(partition));
    probe.seek(partition, offset);
  }

  /**
   * The first offset behind a record that does not fit from which reading goes on. To read what is
   * behind it in its own batch, it would have to be unpacked first.
   */
  private static long behind(
      Consumer<byte[], byte[]> probe, TopicPartition partition, long offset) {
    long end = probe.endOffsets(List.of(partition)).get(partition);
    long failed = offset;
    long step = 1;
    while (failed + step < end && !fits(probe, partition, failed + step)) {
      failed += step;
      step = failed - offset < STEPS ? 1 : 2 * step;
    }
    long fitting = Math.min(failed + step, end);
    while (fitting - failed > 1) {
      long middle = failed + (fitting - failed) / 2;
      if (fits(probe, partition, middle)) {
        fitting = middle;
      } else {
        failed = middle;
      }
    }
    return fitting;
  }

  private static boolean fits(
      Consumer<byte[], byte[]> probe, TopicPartition partition, long offset) {
    begin(probe, partition, offset);
    try {
      var unused = probe.poll(PROBE);
      return true;
    } catch (OutOfMemoryError e) {
      return false;
    }
  }

  private static ConsumerRecord<byte[], byte[]> unreadable(TopicPartition at, long offset) {
    return new ConsumerRecord<>(
        at.topic(),
        at.partition(),
        offset,
        System.currentTimeMillis(),
        TimestampType.CREATE_TIME,
        0,
        0,
        null,
        new byte[0],
        Oversize.unreadable(),
        Optional.empty());
  }
}
