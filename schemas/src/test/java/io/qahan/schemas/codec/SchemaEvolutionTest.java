package io.qahan.schemas.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.qahan.schemas.topic.Topic;
import io.qahan.schemas.topic.TopicNames;
import io.qahan.schemas.topic.Topics;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.SchemaCompatibility.SchemaPairCompatibility;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SchemaEvolutionTest {
  static List<Topic<?>> topics() {
    return Topics.all();
  }

  @ParameterizedTest
  @MethodSource("topics")
  void shouldStayCompatibleInBothDirectionsWithEveryReleasedVersion(Topic<?> topic) {
    List<Schema> released = GoldenRecords.schemasOf(topic);
    assertThat(released).as("released schemas of %s", topic.base()).isNotEmpty();

    List<String> faults = new ArrayList<>();
    for (Schema old : released) {
      faults.addAll(incompatibilities(topic.schema(), old));
      faults.addAll(incompatibilities(old, topic.schema()));
    }

    assertThat(faults).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("topics")
  void shouldReadTheFirstVersionsBytes(Topic<?> topic) throws UndecodableRecordException {
    Codecs codecs = Codecs.singleObject(new TopicNames("qahan."));

    Object read = codecs.of(topic).decode(GoldenRecords.firstVersionOf(topic));

    assertThat(read).isEqualTo(SampleRecords.ofFirstVersion().get(topic));
  }

  @ParameterizedTest
  @MethodSource("topics")
  void shouldReadTheNewestVersionsBytes(Topic<?> topic) throws UndecodableRecordException {
    Codecs codecs = Codecs.singleObject(new TopicNames("qahan."));

    Object read = codecs.of(topic).decode(GoldenRecords.newestVersionOf(topic));

    assertThat(read).isEqualTo(SampleRecords.all().get(topic));
  }

  @ParameterizedTest
  @MethodSource("topics")
  void shouldWriteTheNewestReleasedSchemasBytes(Topic<?> topic) {
    List<Schema> released = GoldenRecords.schemasOf(topic);

    assertThat(topic.schema())
        .as("a changed schema needs a new golden version, see GoldenRecords.main")
        .isEqualTo(released.get(released.size() - 1));
  }

  @ParameterizedTest
  @MethodSource("topics")
  void shouldNoticeAFieldAddedWithoutDefault(Topic<?> topic) {
    List<Schema.Field> fields = new ArrayList<>();
    topic.schema().getFields().forEach(f -> fields.add(new Schema.Field(f, f.schema())));
    fields.add(new Schema.Field("added", Schema.create(Schema.Type.INT)));
    Schema changed =
        Schema.createRecord(
            topic.schema().getName(), "", topic.schema().getNamespace(), false, fields);

    assertThat(incompatibilities(changed, GoldenRecords.schemasOf(topic).get(0))).isNotEmpty();
  }

  private static List<String> incompatibilities(Schema reader, Schema writer) {
    SchemaPairCompatibility result =
        SchemaCompatibility.checkReaderWriterCompatibility(reader, writer);
    if (result.getType() == SchemaCompatibilityType.COMPATIBLE) {
      return List.of();
    }
    return result.getResult().getIncompatibilities().stream().map(Object::toString).toList();
  }
}
