package io.qahan.deploy.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientListenerTest {
  @Test
  void shouldBeAnotherDoorOfTheBroker() {
    ClientListener door = ClientListener.parse("VIA_PROXY:19092:29092");

    Map<String, ?> properties =
        new BrokerProperties(
                Path.of("records"), 9092, ClusterNode.alone(9093), List.of(door), Map.of())
            .toKafkaConfig()
            .originalsStrings();

    assertThat(properties.get("listeners"))
        .isEqualTo(
            "PLAINTEXT://127.0.0.1:9092,CONTROLLER://127.0.0.1:9093,VIA_PROXY://127.0.0.1:19092");
    assertThat(properties.get("advertised.listeners"))
        .isEqualTo("PLAINTEXT://127.0.0.1:9092,VIA_PROXY://127.0.0.1:29092");
    assertThat(properties.get("listener.security.protocol.map").toString())
        .endsWith(",VIA_PROXY:PLAINTEXT");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "A", "A:1", "a:1:2", "A:1:2:3", "A:x:2", "A:123456:2"})
  void shouldRefuseWhatIsNoListener(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ClientListener.parse(text))
        .withMessageContaining("[" + text + "]");
  }
}
