package io.qahan.trainer.retrain;

import io.qahan.schemas.avro.Image;
import io.qahan.schemas.avro.ImageEncoding;
import io.qahan.schemas.avro.Label;
import io.qahan.schemas.codec.Codecs;
import io.qahan.schemas.settings.CommonSettings;
import io.qahan.schemas.settings.Settings;
import io.qahan.schemas.topic.TopicNames;
import io.qahan.schemas.topic.Topics;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/** Images and labels on two partitions each, and consumers that read them. */
final class FakeLog {
  private static final int PARTITIONS = 2;

  private final TopicNames names = new TopicNames("t.");
  private final Codecs codecs = Codecs.from(Settings.of(CommonSettings.all(), Map.of()));
  private final Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> records = new HashMap<>();
  private int consumers;
  private int goneFrom = Integer.MAX_VALUE;

  /** Images of 1 x 8 x 8, all of one value. */
  void image(String id, int partition, long time, int value) {
    image(id, partition, time, value, null);
  }

  /** The same with a label in it. */
  void image(String id, int partition, long time, int value, Integer label) {
    byte[] pixels = new byte[64];
    java.util.Arrays.fill(pixels, (byte) value);
    image(id, partition, time, pixels, label);
  }

  void image(String id, int partition, long time, byte[] pixels, Integer label) {
    Image image =
        new Image(
            ImageEncoding.RAW,
            ByteBuffer.wrap(pixels),
            List.of(1, 8, 8),
            "",
            Instant.ofEpochMilli(time),
            label);
    add(names.of(Topics.IMAGES), partition, time, id, codecs.of(Topics.IMAGES).encode(image));
  }

  void label(String id, int partition, long time, int label) {
    add(
        names.of(Topics.LABELS),
        partition,
        time,
        id,
        codecs.of(Topics.LABELS).encode(new Label(label, "", Instant.ofEpochMilli(time))));
  }

  void unreadable(int partition, long time) {
    add(names.of(Topics.IMAGES), partition, time, "bad", new byte[] {1, 2, 3});
  }

  /** From the n-th consumer on the images are gone. */
  void removeImagesBefore(int consumer) {
    goneFrom = consumer;
  }

  private void add(String topic, int partition, long time, String id, byte[] value) {
    TopicPartition place = new TopicPartition(topic, partition);
    List<ConsumerRecord<byte[], byte[]>> all =
        records.computeIfAbsent(place, unused -> new ArrayList<>());
    all.add(
        new ConsumerRecord<>(
            topic,
            partition,
            all.size(),
            time,
            TimestampType.CREATE_TIME,
            0,
            0,
            id.getBytes(StandardCharsets.UTF_8),
            value,
            new RecordHeaders(),
            Optional.empty()));
  }

  WindowReader.Log log() {
    return new WindowReader.Log(this::consumer, names, codecs);
  }

  private Consumer<byte[], byte[]> consumer() {
    boolean gone = ++consumers >= goneFrom;
    MockConsumer<byte[], byte[]> consumer =
        new MockConsumer<>("earliest") {
          @Override
          public synchronized void assign(Collection<TopicPartition> partitions) {
            super.assign(partitions);
            partitions.forEach(partition -> of(partition).forEach(this::addRecord));
          }

          @Override
          public synchronized Map<TopicPartition, OffsetAndTimestamp> offsetsForTimes(
              Map<TopicPartition, Long> times) {
            Map<TopicPartition, OffsetAndTimestamp> found = new HashMap<>();
            times.forEach(
                (partition, time) ->
                    found.put(
                        partition,
                        of(partition).stream()
                            .filter(record -> record.timestamp() >= time)
                            .findFirst()
                            .map(first -> new OffsetAndTimestamp(first.offset(), first.timestamp()))
                            .orElse(null)));
            return found;
          }
        };
    for (String topic : List.of(names.of(Topics.IMAGES), names.of(Topics.LABELS))) {
      List<PartitionInfo> infos = new ArrayList<>();
      for (int i = 0; i < PARTITIONS; i++) {
        TopicPartition partition = new TopicPartition(topic, i);
        infos.add(new PartitionInfo(topic, i, null, null, null));
        long end = of(partition).size();
        boolean empty = gone && topic.equals(names.of(Topics.IMAGES));
        consumer.updateBeginningOffsets(Map.of(partition, empty ? end : 0L));
        consumer.updateEndOffsets(Map.of(partition, end));
      }
      consumer.updatePartitions(topic, infos);
    }
    return consumer;
  }

  private List<ConsumerRecord<byte[], byte[]>> of(TopicPartition partition) {
    return records.getOrDefault(partition, List.of());
  }
}
