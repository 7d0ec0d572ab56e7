package io.qahan.schemas.position;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PositionStoreTest {
  private static final String TOPIC = "images";
  private static final Uuid ID = new Uuid(1, 2);

  @TempDir private Path state;
  private final GroupPlaces places = new GroupPlaces();
  private TopologyTestDriver driver;
  private TestInputTopic<byte[], byte[]> input;

  private class Reading implements Processor<byte[], byte[], Void, Void> {
    private ProcessorContext<Void, Void> context;
    private PositionStore positions;

    @Override
    public void init(ProcessorContext<Void, Void> context) {
      this.context = context;
      this.positions = new PositionStore(context, "part", places, Set.of(TOPIC));
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
      positions.read(context.recordMetadata().orElseThrow());
    }
  }

  @BeforeEach
  void start() {
    places.is(TOPIC, ID);
    places.startsAt(new TopicPartition(TOPIC, 0), 5);
    Topology topology = new Topology();
    topology.addSource("in", TOPIC);
    topology.addProcessor("part", Reading::new, "in");
    topology.addStateStore(PositionStore.builder("part"), "part");
    Properties properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "app");
    properties.put(StreamsConfig.STATE_DIR_CONFIG, state.toString());
    properties.put(
        StreamsConfig.DEFAULT_KEY_SERDE_CLASS_CONFIG,
        "org.apache.kafka.common.serialization.Serdes$ByteArraySerde");
    properties.put(
        StreamsConfig.DEFAULT_VALUE_SERDE_CLASS_CONFIG,
        "org.apache.kafka.common.serialization.Serdes$ByteArraySerde");
    driver = new TopologyTestDriver(topology, properties);
    input = driver.createInputTopic(TOPIC, new ByteArraySerializer(), new ByteArraySerializer());
  }

  @AfterEach
  void stop() {
    driver.close();
  }

  @Test
  void theFirstRecordIsWrittenDownAtOnceAndLaterOnesOnceASecond() {
    read(1);
    assertThat(remembered()).contains(new Position(ID, 1));

    read(3);
    assertThat(remembered()).contains(new Position(ID, 1));
    driver.advanceWallClockTime(PositionStore.WRITTEN);
    assertThat(remembered()).contains(new Position(ID, 4));
  }

  @Test
  void whereTheBrokerLetItBeginIsRememberedThoughNothingIsRead() {
    assertThat(remembered()).isEmpty();

    driver.advanceWallClockTime(PositionStore.WRITTEN);

    assertThat(remembered()).contains(new Position(ID, 5));
  }

  @Test
  void nothingIsWrittenWhileNothingIsRead() {
    read(2);
    driver.advanceWallClockTime(PositionStore.WRITTEN);
    int written = changes();

    driver.advanceWallClockTime(Duration.ofSeconds(10));

    assertThat(changes()).isZero();
    assertThat(written).isPositive();
  }

  private void read(int records) {
    for (int i = 0; i < records; i++) {
      input.pipeInput(new byte[] {1}, new byte[] {2});
    }
  }

  private Optional<Position> remembered() {
    KeyValueStore<String, byte[]> store = driver.getKeyValueStore("part-positions");
    return Position.of(store.get(TOPIC + "-0"));
  }

  /** How many records the changelog got since the last call. */
  private int changes() {
    return driver
        .createOutputTopic(
            "app-part-positions-changelog",
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())
        .readRecordsToList()
        .size();
  }
}
