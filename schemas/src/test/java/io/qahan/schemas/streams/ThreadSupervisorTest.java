package io.qahan.schemas.streams;

import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.REPLACE_THREAD;
import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.qahan.schemas.clock.ClockSteppedException;
import io.qahan.schemas.metrics.Metric;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.streams.errors.StreamsException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ThreadSupervisorTest {
  private static final Duration EVER = Duration.ofDays(1);

  private Optional<String> topicFault = Optional.empty();
  private final AtomicLong nanos = new AtomicLong();
  private final Counter replaced =
      Metric.THREADS_REPLACED.counter(new SimpleMeterRegistry(), "ingest");
  private final ThreadSupervisor supervisor =
      new ThreadSupervisor("ingest", replaced, nanos::get, () -> topicFault);

  @BeforeEach
  void doNotPause() {
    supervisor.close();
  }

  @Test
  void shouldReplaceAThreadThatDiedOfSomethingThatPassesAndCountIt() {
    assertThat(supervisor.handle(new StreamsException("x", new TimeoutException("away"))))
        .isEqualTo(REPLACE_THREAD);

    assertThat(replaced.count()).isOne();
    assertThat(supervisor.replacedWithin(EVER)).isOne();
    assertThat(supervisor.lastFailure()).contains("TimeoutException: away");
    assertThat(supervisor.end()).isEmpty();
  }

  @Test
  void shouldReplaceAThreadAtOnceWhenTheClockWentBackAndCountNoFailure() {
    Throwable stepped = new StreamsException(new ClockSteppedException("consumer", null));

    assertThat(supervisor.handle(stepped)).isEqualTo(REPLACE_THREAD);
    assertThat(supervisor.lastFailure()).isEmpty();
    assertThat(supervisor.replacedWithin(EVER)).isZero();
  }

  @Test
  void shouldStopTheClientForWhatSomebodyHasToMendAndSayWhatToDo() {
    assertThat(supervisor.handle(new StreamsException(new TopicAuthorizationException("images"))))
        .isEqualTo(SHUTDOWN_CLIENT);

    assertThat(supervisor.end().orElseThrow().message()).contains("ACLs");
    assertThat(replaced.count()).isZero();
  }

  @Test
  void shouldStopWithTheCureWhenSomebodyChangedTheTopicsWhateverKafkaSays() {
    topicFault = Optional.of("8 here, 4 there: do this");

    assertThat(supervisor.handle(new TimeoutException("away"))).isEqualTo(SHUTDOWN_CLIENT);

    assertThat(supervisor.end().orElseThrow().message()).isEqualTo("8 here, 4 there: do this");
  }

  @Test
  void shouldForgetARowThatHasEnded() {
    supervisor.handle(new TimeoutException("away"));
    supervisor.handle(new TimeoutException("away"));
    assertThat(supervisor.replacedWithin(EVER)).isEqualTo(2);

    nanos.addAndGet(Duration.ofMinutes(6).toNanos());
    supervisor.handle(new TimeoutException("away"));

    assertThat(supervisor.replacedWithin(EVER)).isOne();
  }

  @Test
  void shouldNotCountWhatLiesBeforeTheLastCommit() {
    supervisor.handle(new TimeoutException("away"));
    nanos.addAndGet(Duration.ofSeconds(10).toNanos());

    assertThat(supervisor.replacedWithin(Duration.ofSeconds(5))).isZero();
  }
}
