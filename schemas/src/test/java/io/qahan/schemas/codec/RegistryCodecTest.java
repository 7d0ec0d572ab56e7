package io.qahan.schemas.codec;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.qahan.schemas.avro.Label;
import io.qahan.schemas.topic.Topics;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A registry that answers, but not as it should; the rest is in deploy, with a real one. */
class RegistryCodecTest {
  /** A zero, the id of a schema, and what may be a record. */
  private static final byte[] BYTES = {0, 0, 0, 0, 7, 2, 2};

  private HttpServer registry;
  private volatile int status;

  @BeforeEach
  void start() throws IOException {
    registry = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    registry.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
    registry.start();
  }

  @AfterEach
  void stop() {
    registry.stop(0);
  }

  private RegistryCodec<Label> codec() {
    return new RegistryCodec<>(
        "labels", "http://127.0.0.1:%d".formatted(registry.getAddress().getPort()));
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403, 429, 500, 503})
  void shouldNotBlameTheRecordForARegistryThatRefuses(int status) {
    this.status = status;
    RegistryCodec<Label> codec = codec();
    assertThatThrownBy(() -> codec.decode(BYTES))
        .isInstanceOf(RegistryUnavailableException.class)
        .hasMessageContaining("http://127.0.0.1");
    Label label = (Label) SampleRecords.all().get(Topics.LABELS);
    assertThatThrownBy(() -> codec.encode(label)).isInstanceOf(RegistryUnavailableException.class);
  }

  @Test
  void shouldBlameTheRecordForASchemaThatIsNotThere() {
    status = 404;
    assertThatThrownBy(() -> codec().decode(BYTES)).isInstanceOf(UndecodableRecordException.class);
  }
}
