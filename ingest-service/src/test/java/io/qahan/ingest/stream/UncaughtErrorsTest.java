package io.qahan.ingest.stream;

import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.REPLACE_THREAD;
import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.ConnectException;
import java.util.Optional;
import org.apache.kafka.common.errors.NetworkException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.streams.errors.MissingSourceTopicException;
import org.apache.kafka.streams.errors.StreamsException;
import org.junit.jupiter.api.Test;

class UncaughtErrorsTest {
  private final UncaughtErrors errors = new UncaughtErrors(Optional::empty);

  @Test
  void shouldReplaceTheThreadWhenKafkaWasAway() {
    assertThat(errors.handle(new StreamsException("x", new TimeoutException("away"))))
        .isEqualTo(REPLACE_THREAD);
    assertThat(errors.handle(new TimeoutException("away"))).isEqualTo(REPLACE_THREAD);
  }

  @Test
  void shouldReplaceTheThreadWhenTheSchemaRegistryWasAway() {
    var outage = new NetworkException("registry away", new ConnectException("refused"));
    assertThat(errors.handle(new StreamsException(outage))).isEqualTo(REPLACE_THREAD);
  }

  @Test
  void shouldStopWithTheCureWhenSomebodyChangedTheTopics() {
    UncaughtErrors changed = new UncaughtErrors(() -> Optional.of("8 here, 4 there: do this"));

    assertThat(changed.handle(new StreamsException("internal topic has invalid partitions")))
        .isEqualTo(SHUTDOWN_CLIENT);
    assertThat(changed.fault()).isEqualTo("8 here, 4 there: do this");
  }

  @Test
  void shouldStopWhenWaitingCannotMendIt() {
    assertThat(errors.handle(new StreamsException(new TopicAuthorizationException("denied"))))
        .isEqualTo(SHUTDOWN_CLIENT);
    assertThat(errors.handle(new StreamsException(new NullPointerException("a bug"))))
        .isEqualTo(SHUTDOWN_CLIENT);
    assertThat(errors.handle(new MissingSourceTopicException("images"))).isEqualTo(SHUTDOWN_CLIENT);
    assertThat(errors.handle(new OutOfMemoryError("heap"))).isEqualTo(SHUTDOWN_CLIENT);
  }
}
