package io.qahan.schemas.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ConnectException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidSessionTimeoutException;
import org.apache.kafka.common.errors.InvalidTxnTimeoutException;
import org.apache.kafka.common.errors.NetworkException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;

class KafkaFailuresTest {
  @Test
  void shouldPassWhatIsKafkasOwn() {
    assertThat(KafkaFailures.mayPass(new TimeoutException("away"))).isTrue();
    assertThat(KafkaFailures.mayPass(new KafkaException(new ProducerFencedException("fenced"))))
        .isTrue();
  }

  @Test
  void shouldPassARetriableFailureWhateverCausedIt() {
    var outage = new NetworkException("no answer", new ConnectException("refused"));
    assertThat(KafkaFailures.mayPass(outage)).isTrue();
    assertThat(KafkaFailures.mayPass(new KafkaException("wrapped", outage))).isTrue();
  }

  @Test
  void shouldNotPassWhatSomebodyHasToMend() {
    assertThat(KafkaFailures.mayPass(new SaslAuthenticationException("who?"))).isFalse();
    assertThat(KafkaFailures.mayPass(new KafkaException(new TopicAuthorizationException("t"))))
        .isFalse();
    assertThat(KafkaFailures.mayPass(new TimeoutException(new OutOfMemoryError("heap")))).isFalse();
  }

  @Test
  void shouldNotPassATimeoutOfOursThatTheBrokerRefuses() {
    assertThat(KafkaFailures.mayPass(new InvalidSessionTimeoutException("10 s"))).isFalse();
    assertThat(KafkaFailures.mayPass(new KafkaException(new InvalidTxnTimeoutException("30 s"))))
        .isFalse();
  }

  @Test
  void shouldNotPassAFaultOfOurOwnThatKafkaWrapped() {
    assertThat(KafkaFailures.mayPass(new KafkaException(new NullPointerException("bug"))))
        .isFalse();
    assertThat(KafkaFailures.mayPass(new IllegalStateException("bug"))).isFalse();
  }
}
