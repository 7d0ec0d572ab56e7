package io.qahan.deploy.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.qahan.deploy.cli.SettingsOptions;
import io.qahan.schemas.avro.Label;
import io.qahan.schemas.codec.Codec;
import io.qahan.schemas.codec.Codecs;
import io.qahan.schemas.codec.RegistryUnavailableException;
import io.qahan.schemas.codec.UndecodableRecordException;
import io.qahan.schemas.settings.Settings;
import io.qahan.schemas.topic.Topics;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Map;
import org.apache.avro.Schema;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.testcontainers.containers.GenericContainer;

/** The registry's wire format against a real registry. */
@Tag("container")
class RegistryCodecIT {
  private static final Label LABEL =
      new Label(7, "test", Instant.parse("2026-01-02T03:04:05.678Z"));
  private static final int ID_BYTES = 4;

  private static GenericContainer<?> registry;

  @BeforeAll
  static void start() {
    Containers.engineOrSkip();
    registry = Containers.registry();
    registry.start();
  }

  @AfterAll
  static void stop() {
    if (registry != null) {
      registry.stop();
    }
  }

  @Test
  void shouldReadBackWhatItWrote() throws Exception {
    byte[] bytes = codec().encode(LABEL);

    assertThat(codec().decode(bytes)).isEqualTo(LABEL);
  }

  @Test
  void shouldWriteAZeroTheIdThatTheRegistryGaveTheSchemaAndTheBody() throws Exception {
    ByteBuffer bytes = ByteBuffer.wrap(codec().encode(LABEL));

    assertThat(bytes.get()).isZero();
    JsonNode registered = get("/schemas/ids/" + bytes.getInt());
    assertThat(new Schema.Parser().parse(registered.get("schema").asText()))
        .isEqualTo(Topics.LABELS.schema());
    assertThat(bytes.remaining()).isPositive();
  }

  @Test
  void shouldRegisterTheSchemaUnderItsTopicsSubjectOnce() throws Exception {
    byte[] one = codec().encode(LABEL);
    byte[] other = codec().encode(LABEL);

    assertThat(one).isEqualTo(other);
    assertThat(get("/subjects")).extracting(JsonNode::asText).contains("qahan.labels.v1-value");
    assertThat(get("/subjects/qahan.labels.v1-value/versions")).hasSize(1);
  }

  @Test
  void shouldSayOfBytesThatAreNoRecordThatTheyCannotBeDecoded() {
    byte[] unknownId = new byte[1 + ID_BYTES + 3];
    ByteBuffer.wrap(unknownId).put((byte) 0).putInt(1_000_000);
    byte[] truncated = new byte[1 + ID_BYTES];
    System.arraycopy(codec().encode(LABEL), 0, truncated, 0, truncated.length);

    for (byte[] bytes : new byte[][] {{}, {1, 2, 3}, unknownId, truncated, null}) {
      assertThatThrownBy(() -> codec().decode(bytes))
          .isInstanceOf(UndecodableRecordException.class);
    }
  }

  @Test
  void shouldSayThatTheRegistryIsAwayRatherThanThatTheRecordIsBad() {
    byte[] bytes = codec().encode(LABEL);
    try (GenericContainer<?> gone = Containers.registry()) {
      gone.start();
      String url = Containers.urlOf(gone);
      gone.stop();

      assertThatThrownBy(() -> codec(url).decode(bytes))
          .isInstanceOf(RegistryUnavailableException.class)
          .hasMessageContaining(url);
      assertThatThrownBy(() -> codec(url).encode(LABEL))
          .isInstanceOf(RegistryUnavailableException.class);
    }
  }

  private static Codec<Label> codec() {
    return codec(Containers.urlOf(registry));
  }

  private static Codec<Label> codec(String url) {
    Settings settings = Settings.of(SettingsOptions.known(), Map.of("schema.registry.url", url));
    return Codecs.from(settings).of(Topics.LABELS);
  }

  /** Asks the registry in Confluent's words. */
  private static JsonNode get(String path) throws IOException {
    return JsonMapper.builder()
        .build()
        .readTree(URI.create(Containers.rootOf(registry) + "/apis/ccompat/v7" + path).toURL());
  }
}
