package io.qahan.deploy.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.qahan.deploy.CommandRun;
import io.qahan.deploy.cluster.EmbeddedKafka;
import io.qahan.deploy.stream.TestSettings;
import io.qahan.deploy.stream.TopicReader;
import io.qahan.ingest.image.ImageEncoder;
import io.qahan.ingest.image.ImageShape;
import io.qahan.ingest.image.PixelImage;
import io.qahan.schemas.avro.ExampleKind;
import io.qahan.schemas.avro.Image;
import io.qahan.schemas.avro.ImageEncoding;
import io.qahan.schemas.avro.Label;
import io.qahan.schemas.avro.Prediction;
import io.qahan.schemas.avro.TrainingExample;
import io.qahan.schemas.codec.Codec;
import io.qahan.schemas.codec.Codecs;
import io.qahan.schemas.codec.UndecodableRecordException;
import io.qahan.schemas.ops.BrokerConnection;
import io.qahan.schemas.settings.Settings;
import io.qahan.schemas.topic.Topic;
import io.qahan.schemas.topic.TopicNames;
import io.qahan.schemas.topic.Topics;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A broker, the topics of the catalogue, and records that its clients put on any partition. */
public final class ScatteredCluster implements AutoCloseable {
  private static final ImageShape SHAPE = new ImageShape(1, 28, 28);

  private final EmbeddedKafka kafka;
  private final TestSettings given;
  private final Settings settings;
  private final TopicNames names;
  private final Codecs codecs;
  private final Producer<byte[], byte[]> producer;

  private ScatteredCluster(EmbeddedKafka kafka, Path state) {
    this.kafka = kafka;
    this.given = TestSettings.of(kafka.bootstrapServers(), state);
    this.settings = given.load();
    this.names = TopicNames.from(settings);
    this.codecs = Codecs.from(settings);
    this.producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", kafka.bootstrapServers(), "linger.ms", 5),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  /**
   * Starts the broker and makes the topics.
   *
   * @param state where Kafka Streams may keep files
   */
  public static ScatteredCluster start(Path state) throws IOException, InterruptedException {
    ScatteredCluster cluster = new ScatteredCluster(EmbeddedKafka.temporary(), state);
    BrokerConnection.prepare(cluster.settings);
    return cluster;
  }

  public Settings settings() {
    return settings;
  }

  public TestSettings given() {
    return given;
  }

  public String bootstrapServers() {
    return kafka.bootstrapServers();
  }

  /** Runs a command against it, in this JVM. */
  CommandRun run(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--bootstrap-servers", bootstrapServers()));
    return CommandRun.of(all.toArray(String[]::new));
  }

  /** What an operator's own tool does to a topic. */
  void addPartitions(Topic<?> topic, int partitions) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers()))) {
      admin
          .createPartitions(Map.of(names.of(topic), NewPartitions.increaseTo(partitions)))
          .all()
          .get();
    }
  }

  int partitionsOf(String topic) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers()))) {
      return admin
          .describeTopics(List.of(topic))
          .allTopicNames()
          .get()
          .get(topic)
          .partitions()
          .size();
    }
  }

  public TopicNames names() {
    return names;
  }

  byte[] image(String id) {
    byte[] pixels = new byte[SHAPE.size()];
    new Random(id.hashCode()).nextBytes(pixels);
    byte[] png = ImageEncoder.png(PixelImage.of(SHAPE, pixels)).content();
    return codecs
        .of(Topics.IMAGES)
        .encode(
            new Image(
                ImageEncoding.PNG, ByteBuffer.wrap(png), List.of(), "test", Instant.now(), null));
  }

  byte[] label(int label) {
    return codecs.of(Topics.LABELS).encode(new Label(label, "test", Instant.now()));
  }

  /**
   * Sends a record.
   *
   * @param partition null for what Java's producer does by default
   */
  public void send(Topic<?> topic, Integer partition, String id, byte[] value) {
    var unused =
        producer.send(
            new ProducerRecord<>(
                names.of(topic), partition, id.getBytes(StandardCharsets.UTF_8), value));
  }

  public void flush() {
    producer.flush();
  }

  /** All predictions, by image id; fails if one was made twice. */
  public Map<String, Prediction> predictions() {
    Map<String, Prediction> byId = new TreeMap<>();
    for (ConsumerRecord<byte[], byte[]> record : records(names.of(Topics.PREDICTIONS))) {
      String id = new String(record.key(), StandardCharsets.UTF_8);
      assertThat(byId.put(id, decoded(Topics.PREDICTIONS, record)))
          .as("an earlier answer of [%s]", id)
          .isNull();
    }
    return byId;
  }

  /** Ids of what is there to be trained, in order, as often as it is there. */
  public List<String> trained() {
    List<String> ids = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : records(names.of(Topics.TRAINING_EXAMPLES))) {
      TrainingExample example = decoded(Topics.TRAINING_EXAMPLES, record);
      if (example.getKind() == ExampleKind.EXAMPLE) {
        ids.add(example.getImageId());
      }
    }
    return ids;
  }

  public List<ConsumerRecord<byte[], byte[]>> deadLetters(Topic<?> topic) {
    return records(names.deadLettersOf(topic));
  }

  private List<ConsumerRecord<byte[], byte[]>> records(String topic) {
    return TopicReader.readAll(bootstrapServers(), topic);
  }

  private <T extends SpecificRecord> T decoded(
      Topic<T> topic, ConsumerRecord<byte[], byte[]> record) {
    Codec<T> codec = codecs.of(topic);
    try {
      return codec.decode(record.value());
    } catch (UndecodableRecordException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    producer.close();
    kafka.close();
  }
}
