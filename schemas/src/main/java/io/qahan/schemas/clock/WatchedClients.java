package io.qahan.schemas.clock;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Kafka clients that outlive a clock that goes back. Their timers rest on the wall clock and never
 * go back with it ({@code org.apache.kafka.common.utils.Timer}): after a step of an hour a client
 * sends no heartbeat, repeats no batch, refreshes no metadata and does not reconnect for an hour. A
 * new client does not know of the step. Those without state are made anew behind the caller's back;
 * the others throw a {@link ClockSteppedException}, and their owner makes new ones.
 */
public final class WatchedClients {
  private static final Logger log = LoggerFactory.getLogger(WatchedClients.class);

  /** What the caller of an old client may still be waiting for. */
  private static final Duration LAST_CALLS = Duration.ofSeconds(3);

  /** How long a call of a transactional producer may go on after the step before it is ended. */
  private static final Duration PATIENCE = Duration.ofMillis(500);

  private static final Executor RENEWALS =
      task -> {
        Thread thread = new Thread(task, "client-renewal");
        thread.setDaemon(true);
        thread.start();
      };

  private final ClockWatch watch;

  public WatchedClients(ClockWatch watch) {
    this.watch = watch;
  }

  /** Over the watch of this process. */
  public static WatchedClients system() {
    return new WatchedClients(ClockWatch.system());
  }

  /** An admin client that is made anew after each step back. */
  public Admin admin(Supplier<Admin> maker) {
    return renewed(Admin.class, maker, admin -> admin.close(LAST_CALLS));
  }

  /**
   * A producer without transactions that is made anew after each step back. What the old one could
   * not send within three seconds fails with a {@link ClockSteppedException}.
   */
  public <K, V> Producer<K, V> producer(Supplier<Producer<K, V>> maker) {
    return renewed(Producer.class, maker, producer -> producer.close(LAST_CALLS));
  }

  /**
   * A consumer with assigned partitions and without a group that is made anew after each step back,
   * at the positions of the old one.
   */
  public <K, V> Consumer<K, V> assignedConsumer(Supplier<Consumer<K, V>> maker) {
    return new AssignedConsumer<>(maker).proxy();
  }

  /**
   * A consumer that throws a {@link ClockSteppedException} when it is polled after a step back, for
   * an owner who then makes a new one. When it is closed after that it leaves its group, so that
   * the new one need not wait for its session to end.
   */
  public <K, V> Consumer<K, V> endingConsumer(Consumer<K, V> consumer) {
    CloseOptions leaving =
        CloseOptions.timeout(LAST_CALLS)
            .withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP);
    return new Ending<>(Consumer.class, consumer, consumer::wakeup, () -> consumer.close(leaving))
        .proxy();
  }

  /** The same for a consumer of a share group. */
  public <K, V> ShareConsumer<K, V> endingShareConsumer(ShareConsumer<K, V> consumer) {
    return new Ending<>(
            ShareConsumer.class, consumer, consumer::wakeup, () -> consumer.close(LAST_CALLS))
        .proxy();
  }

  /**
   * A transactional producer of whose calls none outlasts a step back by much: it is interrupted,
   * and throws a {@link ClockSteppedException}. The transaction can still be aborted.
   */
  public <K, V> Producer<K, V> endingProducer(Producer<K, V> producer) {
    return new EndingProducer<>(producer).proxy();
  }

  private <T> T renewed(
      Class<? super T> type, Supplier<T> maker, java.util.function.Consumer<T> closer) {
    return new Renewed<>(type, maker, closer).proxy();
  }

  @SuppressWarnings("unchecked") // a proxy of the one interface named
  private static <T> T proxy(Class<? super T> type, Invocation invocation) {
    return (T)
        Proxy.newProxyInstance(
            WatchedClients.class.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              try {
                return invocation.call(method, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private interface Invocation {
    Object call(Method method, Object[] arguments) throws Throwable;
  }

  /** A client without state that others see: the next call goes to a new one. */
  private final class Renewed<T> {
    private final Class<? super T> type;
    private final Supplier<T> maker;
    private final java.util.function.Consumer<T> closer;
    private final Runnable unwatch;
    private volatile Held<T> held;
    private boolean closed;

    Renewed(Class<? super T> type, Supplier<T> maker, java.util.function.Consumer<T> closer) {
      this.type = type;
      this.maker = maker;
      this.closer = closer;
      held = new Held<>(maker.get());
      unwatch = watch.onStepBack(by -> RENEWALS.execute(this::renew));
    }

    T proxy() {
      return WatchedClients.proxy(type, this::call);
    }

    private Object call(Method method, Object[] arguments) throws Throwable {
      if (method.getName().equals("close")) {
        synchronized (this) {
          closed = true;
        }
        unwatch.run();
      }
      Held<T> now = enter();
      try {
        return method.invoke(now.client, now.mayHaveEnded(arguments));
      } finally {
        now.users.decrementAndGet();
      }
    }

    private Held<T> enter() {
      while (true) {
        Held<T> now = held;
        now.users.incrementAndGet();
        if (now == held) { // else it may be closed any moment
          return now;
        }
        now.users.decrementAndGet();
      }
    }

    private void renew() {
      Held<T> old;
      synchronized (this) {
        if (closed) {
          return;
        }
        old = held;
        held = new Held<>(maker.get());
      }
      old.ended = true;
      old.awaitUnused();
      closer.accept(old.client);
      log.info("Made a new {} because the clock went back", type.getSimpleName());
    }
  }

  private static final class Held<T> {
    final T client;
    final AtomicInteger users = new AtomicInteger();
    volatile boolean ended;

    Held(T client) {
      this.client = client;
    }

    /**
     * The arguments, with any callback told that the client has ended, if that is why it failed.
     */
    Object[] mayHaveEnded(Object[] arguments) {
      if (arguments == null || !Arrays.stream(arguments).anyMatch(Callback.class::isInstance)) {
        return arguments;
      }
      return Arrays.stream(arguments)
          .map(argument -> argument instanceof Callback callback ? told(callback) : argument)
          .toArray();
    }

    private Callback told(Callback callback) {
      return (metadata, failure) ->
          callback.onCompletion(
              metadata,
              failure != null && ended ? new ClockSteppedException("producer", failure) : failure);
    }

    void awaitUnused() {
      long end = System.nanoTime() + LAST_CALLS.toNanos();
      while (users.get() > 0 && System.nanoTime() - end < 0) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
      }
    }
  }

  /** Made anew where it stood, on the thread that polls it. */
  private final class AssignedConsumer<K, V> {
    private final Supplier<Consumer<K, V>> maker;
    private final Runnable unwatch;
    private volatile Consumer<K, V> consumer;
    private volatile boolean stepped;

    AssignedConsumer(Supplier<Consumer<K, V>> maker) {
      this.maker = maker;
      consumer = maker.get();
      unwatch =
          watch.onStepBack(
              by -> {
                stepped = true;
                consumer.wakeup();
              });
    }

    Consumer<K, V> proxy() {
      return WatchedClients.proxy(Consumer.class, this::call);
    }

    private Object call(Method method, Object[] arguments) throws Throwable {
      if (method.getName().equals("close")) {
        unwatch.run();
        return method.invoke(consumer, arguments);
      }
      if (method.getName().equals("wakeup")) {
        return method.invoke(consumer, arguments);
      }
      if (stepped) {
        renew();
      }
      try {
        return method.invoke(consumer, arguments);
      } catch (InvocationTargetException e) {
        if (!(e.getCause() instanceof WakeupException) || !stepped) {
          throw e;
        }
        renew();
        return method.getName().equals("poll")
            ? ConsumerRecords.empty()
            : method.invoke(consumer, arguments);
      }
    }

    private void renew() {
      Consumer<K, V> old = consumer;
      Map<TopicPartition, Long> positions = positions(old);
      Consumer<K, V> fresh = maker.get();
      fresh.assign(positions.keySet());
      positions.forEach(fresh::seek);
      fresh.pause(old.paused());
      stepped = false;
      consumer = fresh;
      old.close(CloseOptions.timeout(Duration.ZERO));
      log.info("Made a new consumer of {} because the clock went back", positions.keySet());
    }

    private Map<TopicPartition, Long> positions(Consumer<K, V> old) {
      try {
        return positionsOf(old);
      } catch (WakeupException e) { // the one that brought us here
        return positionsOf(old);
      }
    }

    private Map<TopicPartition, Long> positionsOf(Consumer<K, V> old) {
      Set<TopicPartition> assigned = old.assignment();
      return assigned.stream().collect(Collectors.toMap(Function.identity(), old::position));
    }
  }

  /** Ends with the step. */
  private final class Ending<T> {
    private final Class<? super T> type;
    private final T consumer;
    private final Runnable closer;
    private final Runnable unwatch;
    private volatile boolean stepped;

    /**
     * @param wakeup has the consumer's present or next call throw
     * @param closer leaves the group
     */
    Ending(Class<? super T> type, T consumer, Runnable wakeup, Runnable closer) {
      this.type = type;
      this.consumer = consumer;
      this.closer = closer;
      unwatch =
          watch.onStepBack(
              by -> {
                stepped = true;
                wakeup.run();
              });
    }

    T proxy() {
      return WatchedClients.proxy(type, this::call);
    }

    private Object call(Method method, Object[] arguments) throws Throwable {
      boolean polls = method.getName().equals("poll");
      if (method.getName().equals("close")) {
        unwatch.run();
        if (stepped) {
          closer.run();
          return null;
        }
      }
      if (stepped && polls) {
        throw new ClockSteppedException("consumer", null);
      }
      try {
        return method.invoke(consumer, arguments);
      } catch (InvocationTargetException e) {
        if (!(e.getCause() instanceof WakeupException) || !stepped) {
          throw e;
        }
        if (polls) {
          throw new ClockSteppedException("consumer", e.getCause());
        }
        return method.invoke(consumer, arguments); // such as the last commit
      }
    }
  }

  /** Its calls end soon after the step. */
  private final class EndingProducer<K, V> {
    /** After which the transaction can be aborted as ever; a commit has to be waited for. */
    private static final Set<String> ENDED = Set.of("flush", "send", "initTransactions");

    private final Producer<K, V> producer;
    private final Runnable unwatch;
    private final Object lock = new Object();
    private Thread inside;
    private long call;
    private boolean interrupted;

    EndingProducer(Producer<K, V> producer) {
      this.producer = producer;
      Executor later =
          CompletableFuture.delayedExecutor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      unwatch =
          watch.onStepBack(
              by ->
                  later.execute(
                      () -> { // a call that began just after the step may be stuck as well
                        long then = callInside();
                        later.execute(() -> end(then));
                      }));
    }

    Producer<K, V> proxy() {
      return WatchedClients.proxy(Producer.class, this::call);
    }

    private Object call(Method method, Object[] arguments) throws Throwable {
      if (method.getName().equals("close")) {
        unwatch.run();
      }
      if (!ENDED.contains(method.getName())) {
        return method.invoke(producer, arguments);
      }
      enter();
      try {
        return method.invoke(producer, arguments);
      } catch (InvocationTargetException e) {
        if (e.getCause() instanceof InterruptException && leave()) {
          throw new ClockSteppedException("producer", e.getCause());
        }
        throw e;
      } finally {
        leave();
      }
    }

    private void enter() {
      synchronized (lock) {
        inside = Thread.currentThread();
        call++;
      }
    }

    /** Whether the call was interrupted by us; the thread then does not know of it any more. */
    private boolean leave() {
      synchronized (lock) {
        inside = null;
        boolean ours = interrupted;
        if (interrupted) {
          interrupted = false;
          boolean unused = Thread.interrupted();
        }
        return ours;
      }
    }

    private long callInside() {
      synchronized (lock) {
        return inside == null ? -1 : call;
      }
    }

    private void end(long then) {
      synchronized (lock) {
        if (inside != null && call == then) {
          interrupted = true;
          inside.interrupt();
        }
      }
    }
  }
}
