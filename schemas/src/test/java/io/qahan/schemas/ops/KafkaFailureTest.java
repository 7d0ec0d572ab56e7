package io.qahan.schemas.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.net.ConnectException;
import java.util.stream.Stream;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidPidMappingException;
import org.apache.kafka.common.errors.InvalidSessionTimeoutException;
import org.apache.kafka.common.errors.InvalidTxnTimeoutException;
import org.apache.kafka.common.errors.NetworkException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.apache.kafka.streams.errors.MissingSourceTopicException;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.errors.TaskMigratedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class KafkaFailureTest {
  static Stream<Throwable> passing() {
    return Stream.of(
        new TimeoutException("away"),
        outage(),
        new KafkaException("wrapped", outage()),
        new StreamsException(outage()),
        new KafkaException(new ProducerFencedException("fenced")),
        new StreamsException(new InvalidPidMappingException("forgotten")),
        new StreamsException(new OutOfOrderSequenceException("behind")),
        new TaskMigratedException("somebody else's"),
        new ProcessorStateException("cannot flush", new TimeoutException("away")),
        clientAtOdds());
  }

  @ParameterizedTest
  @MethodSource("passing")
  void shouldWaitForWhatPassesByItself(Throwable error) {
    assertThat(KafkaFailure.of(error).isPassing()).isTrue();
  }

  static Stream<Arguments> ofTheSetup() {
    return Stream.of(
        arguments(new SaslAuthenticationException("who?"), "credentials"),
        arguments(new StreamsException(new TopicAuthorizationException("images")), "ACLs"),
        arguments(new UnsupportedVersionException("old"), "Kafka 4"),
        arguments(new InvalidSessionTimeoutException("10 s"), "kafka.session.timeout.ms"),
        arguments(
            new KafkaException(new InvalidTxnTimeoutException("30 s")),
            "transaction.max.timeout.ms"),
        arguments(new StreamsException(new RecordTooLargeException("5 MB")), "max.message.bytes"),
        arguments(new MissingSourceTopicException("images"), "qahan topics create"),
        arguments(
            new StreamsException(
                "Existing internal topic a-changelog has invalid partitions: expected: 8; actual: 4. Use"
                    + " 'org.apache.kafka.tools.StreamsResetter' tool to clean up."),
            "qahan topics grow"),
        arguments(
            new StreamsException(
                "Unable to initialize state, this can happen if multiple instances of Kafka Streams"
                    + " are running in the same state directory"),
            "streams.state.dir"),
        arguments(
            new ProcessorStateException("Error opening store joined-images"), "streams.state.dir"),
        arguments(
            new ProcessorStateException("cannot flush", new java.io.IOException("disk full")),
            "streams.state.dir"),
        arguments(new KafkaException(new NullPointerException("a bug")), "Start it again"),
        arguments(new IllegalStateException("a bug"), "Start it again"),
        arguments(new TimeoutException(new OutOfMemoryError("heap")), "Start it again"));
  }

  @ParameterizedTest
  @MethodSource("ofTheSetup")
  void shouldSayWhatToDoAboutWhatSomebodyHasToMend(Throwable error, String cure) {
    KafkaFailure failure = KafkaFailure.of(error);

    assertThat(failure.isPassing()).isFalse();
    assertThat(failure.message()).contains(cure).doesNotContain("..", "Resetter");
  }

  @Test
  void shouldNotGoRoundInCirclesWhereCausesDo() {
    KafkaException one = new KafkaException("one");
    KafkaException other = new KafkaException("other", one);
    one.initCause(other);

    assertThat(KafkaFailure.of(one).isPassing()).isTrue();
  }

  private static NetworkException outage() {
    return new NetworkException("no answer", new ConnectException("refused"));
  }

  /** As a producer says it whose commit was given up: only a new one can go on. */
  private static IllegalStateException clientAtOdds() {
    IllegalStateException error =
        new IllegalStateException("commitTransaction timed out and must be retried");
    error.setStackTrace(
        new StackTraceElement[] {
          new StackTraceElement(
              "org.apache.kafka.clients.producer.internals.TransactionManager",
              "throwIfPendingState",
              "TransactionManager.java",
              1)
        });
    return error;
  }
}
