package io.qahan.ingest.deadline;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.qahan.schemas.clock.BrokerClock;
import io.qahan.schemas.metrics.Metric;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * How long it takes from the making of an answer to the return of its commit, as the producers of
 * the stream threads show it, and from one sweep to the next: answers at the deadline are made that
 * much earlier, and an answer that is made too late for its commit does not say that it met its
 * deadline. Counts those whose commit came after their deadline all the same. Thread safe.
 */
public final class CommitTimes {
  /**
   * How often overdue images are looked for, unless the thread is held up. They are answered one
   * sweep, and what a commit takes, ahead of their deadline, so that the answer is committed by
   * then: see {@link #ahead}.
   */
  public static final Duration SWEEP = Duration.ofMillis(20);

  /** Its sweep was so long after the one before; zero if it was made in none. */
  private record Made(long answeredAt, long dueAt, long sinceSweep) {}

  private final LongSupplier steadyMillis;
  private final LongSupplier nanoTime;
  private final BrokerClock broker;
  private final Timer commit;
  private final Counter late;
  private final long most;
  private final Map<Thread, List<Made>> open = new ConcurrentHashMap<>();
  private final RecentTimes commits;
  private final RecentTimes sweeps;

  /**
   * Registers its meters.
   *
   * @param steadyMillis the time of Kafka Streams
   * @param nanoTime a clock that only measures, as {@link System#nanoTime()}
   * @param broker learns the time from the acknowledgements of what is sent
   * @param guess what to expect before the first commit
   * @param deadline of which answers are made no more than half earlier
   */
  public CommitTimes(
      MeterRegistry registry,
      LongSupplier steadyMillis,
      LongSupplier nanoTime,
      BrokerClock broker,
      Duration guess,
      Duration deadline) {
    this.steadyMillis = steadyMillis;
    this.nanoTime = nanoTime;
    this.broker = broker;
    this.commit = Metric.INGEST_COMMIT.timer(registry);
    this.late = Metric.INGEST_LATE_ANSWERS.counter(registry);
    this.most = deadline.toMillis() / 2;
    this.commits = new RecentTimes(steadyMillis.getAsLong(), guess.toMillis());
    this.sweeps = new RecentTimes(steadyMillis.getAsLong(), 0);
  }

  /** How long the commit of an answer made now is expected to take, in milliseconds. */
  public long lead() {
    return Math.min(most, commits.expected(steadyMillis.getAsLong()));
  }

  /**
   * How long before its deadline an answer has to be found due, in milliseconds: what its commit
   * takes, and what may pass until the stream thread looks again (it may be at another commit, or
   * have no processor); at most half a deadline.
   */
  public long ahead() {
    return Math.min(
        most, Math.max(lead() + SWEEP.toMillis(), sweeps.expected(steadyMillis.getAsLong())));
  }

  /**
   * An answer was made, on the calling stream thread and in its transaction.
   *
   * @param now in steady milliseconds
   * @param dueAt when its commit should have returned, in steady milliseconds
   * @param sinceSweep how long nobody had looked whether it is due; zero if it did not need that
   */
  public void answered(long now, long dueAt, long sinceSweep) {
    open.computeIfAbsent(Thread.currentThread(), thread -> new ArrayList<>())
        .add(new Made(now, dueAt, sinceSweep));
  }

  /** The producer of a stream thread, whose commits are seen from here on. */
  @SuppressWarnings("unchecked") // a proxy of the one interface named
  public Producer<byte[], byte[]> watched(Producer<byte[], byte[]> producer) {
    return (Producer<byte[], byte[]>)
        Proxy.newProxyInstance(
            CommitTimes.class.getClassLoader(),
            new Class<?>[] {Producer.class},
            (proxy, method, arguments) -> call(producer, method, arguments));
  }

  private Object call(Producer<byte[], byte[]> producer, Method method, Object[] arguments)
      throws Throwable {
    try {
      Object result = method.invoke(producer, timed(method, arguments));
      switch (method.getName()) {
        case "commitTransaction" -> committed();
        case "abortTransaction", "close" -> open.remove(Thread.currentThread());
        default -> {} // tells nothing of a transaction's end
      }
      return result;
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private Object[] timed(Method method, Object[] arguments) {
    if (!method.getName().equals("send") || arguments.length < 2) {
      return arguments;
    }
    ProducerRecord<?, ?> record = (ProducerRecord<?, ?>) arguments[0];
    Callback callback = (Callback) arguments[1];
    long sent = nanoTime.getAsLong();
    Callback timing =
        (metadata, failure) -> {
          if (failure == null
              && metadata.hasTimestamp()
              && !Long.valueOf(metadata.timestamp()).equals(record.timestamp())) { // the broker's
            broker.appended(sent, nanoTime.getAsLong(), metadata.timestamp());
          }
          if (callback != null) {
            callback.onCompletion(metadata, failure);
          }
        };
    return new Object[] {record, timing};
  }

  private void committed() {
    List<Made> made = open.remove(Thread.currentThread());
    if (made == null) {
      return;
    }
    long now = steadyMillis.getAsLong();
    for (Made one : made) {
      commit.record(Duration.ofMillis(now - one.answeredAt));
      if (now > one.dueAt) {
        late.increment();
      }
    }
    commits.add(now, made.stream().map(one -> now - one.answeredAt).toList());
    sweeps.add(
        now,
        made.stream()
            .filter(one -> one.sinceSweep > 0)
            .map(one -> one.sinceSweep + now - one.answeredAt)
            .toList());
  }
}
