package io.qahan.schemas.topic;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.qahan.schemas.settings.CommonSettings;
import io.qahan.schemas.settings.Settings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The AsyncAPI document against the catalogue, the records and the dead letters. */
class AsyncApiTest {
  private final Settings settings = Settings.of(CommonSettings.all(), Map.of());
  private final TopicNames names = TopicNames.from(settings);
  private final AsyncApiDocument document;

  AsyncApiTest() throws IOException {
    document = AsyncApiDocument.read();
  }

  static List<Topic<?>> topics() {
    return Topics.all();
  }

  @Test
  void shouldListTheTopicsOfTheCatalogueAndNoOthersAsTheyAreCreated() {
    Map<String, String> wanted = new TreeMap<>();
    for (NewTopic topic : new TopicProvisioner(null, settings).wanted()) {
      wanted.put(topic.name(), described(topic.numPartitions(), topic.configs()));
    }

    Map<String, String> found = new TreeMap<>();
    document
        .channels(names.prefix())
        .forEach(
            (topic, channel) -> {
              JsonNode kafka = document.follow(channel.get("bindings")).get("kafka");
              found.put(
                  topic,
                  described(
                      kafka.get("partitions").asInt(), textsOf(kafka.get("topicConfiguration"))));
            });

    assertThat(found).isEqualTo(wanted);
  }

  @Test
  void shouldGiveThePrefixItsDefault() {
    assertThat(document.at("/components/parameters/prefix/default").asText())
        .isEqualTo(names.prefix());
  }

  @ParameterizedTest
  @MethodSource("topics")
  void shouldGiveEachTopicTheSchemaOfItsRecordsAndItsKey(Topic<?> topic) throws IOException {
    JsonNode message = messageOf(names.of(topic));

    Schema written = AsyncApiDocument.payloadOf(message);
    assertThat(written.toString()).isEqualTo(withoutJavaTypes(topic.schema()));
    assertThat(message.at("/payload/schemaFormat").asText())
        .startsWith("application/vnd.apache.avro");
    assertThat(message.at("/bindings/$ref").asText())
        .isEqualTo(
            switch (topic.key()) {
              case IMAGE_ID -> "#/components/messageBindings/imageId";
              case MODEL_NAME -> "#/components/messageBindings/modelName";
            });
  }

  @ParameterizedTest
  @MethodSource("topics")
  void shouldGiveDeadLettersTheHeadersThatTheyCarry(Topic<?> topic) {
    DeadLetter letter = new DeadLetter("stage", "cause", "message", names.of(topic), 0, 1);
    List<String> always = new ArrayList<>();
    letter.addTo(new RecordHeaders()).forEach(header -> always.add(header.key()));
    List<String> carried = new ArrayList<>();
    letter
        .enclose(new byte[1_000], new byte[1_000], new RecordHeaders(), 1_000)
        .headers()
        .forEach(header -> carried.add(header.key()));

    JsonNode headers = messageOf(names.deadLettersOf(topic)).get("headers");

    assertThat(headers.get("properties").fieldNames())
        .toIterable()
        .containsExactlyInAnyOrderElementsOf(carried);
    assertThat(headers.get("required"))
        .extracting(JsonNode::asText)
        .containsExactlyInAnyOrderElementsOf(always);
  }

  @Test
  void shouldReferOnlyToWhatIsThere() {
    assertThat(document.references())
        .filteredOn(ref -> ref.startsWith("#"))
        .isNotEmpty()
        .allSatisfy(ref -> assertThat(document.at(ref.substring(1)).isContainerNode()).isTrue());
  }

  @Test
  void shouldNameEachOperationAfterItsServiceItsActionAndItsChannel() {
    Map<String, String> shortNames =
        Map.of(
            "ingest-service", "ingest",
            "qubo-worker", "worker",
            "trainer-service", "trainer",
            "operator", "operator");

    assertThat(document.operations())
        .isNotEmpty()
        .allSatisfy(
            (name, operation) -> {
              String channel = operation.at("/channel/$ref").asText();
              String service = shortNames.get(operation.at("/tags/0/name").asText());
              assertThat(name)
                  .isEqualTo(
                      "%s-%ss-%s",
                      service,
                      operation.get("action").asText(),
                      channel.substring("#/channels/".length()));
              assertThat(operation.at("/messages/0/$ref").asText())
                  .startsWith(channel + "/messages/");
            });
  }

  @ParameterizedTest
  @MethodSource("topics")
  void shouldHaveAReaderAndAWriterOfEachTopic(Topic<?> topic) {
    assertThat(document.operations().values())
        .filteredOn(o -> o.at("/channel/$ref").asText().equals("#/channels/" + topic.base()))
        .extracting(operation -> operation.get("action").asText())
        .contains("send", "receive");
  }

  private JsonNode messageOf(String topic) {
    return document.messageOf(document.channels(names.prefix()).get(topic));
  }

  private static String described(int partitions, Map<String, String> configs) {
    return "%d partitions, %s".formatted(partitions, new TreeMap<>(configs));
  }

  /** A list, such as the clean-up policies, as Kafka writes it. */
  private static Map<String, String> textsOf(JsonNode configuration) {
    Map<String, String> texts = new TreeMap<>();
    configuration
        .properties()
        .forEach(
            entry -> {
              List<String> values = new ArrayList<>();
              entry.getValue().forEach(value -> values.add(value.asText()));
              texts.put(
                  entry.getKey(),
                  entry.getValue().isArray()
                      ? String.join(",", values)
                      : entry.getValue().asText());
            });
    return texts;
  }

  /** The generated classes' schemas say how Java holds strings; the files do not. */
  private static String withoutJavaTypes(Schema schema) {
    return schema
        .toString()
        .replace(",\"avro.java.string\":\"String\"", "")
        .replace("{\"type\":\"string\"}", "\"string\"");
  }
}
