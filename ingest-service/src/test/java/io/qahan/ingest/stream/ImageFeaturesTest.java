package io.qahan.ingest.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.qahan.ingest.conv.BlockGrid;
import io.qahan.ingest.conv.ConvShape;
import io.qahan.ingest.conv.MaskTerms;
import io.qahan.ingest.image.ImageLimits;
import io.qahan.ingest.image.ImageShape;
import io.qahan.ingest.image.PixelImage;
import io.qahan.ingest.image.decode.ImageDecoder;
import io.qahan.ingest.model.ClassNames;
import io.qahan.ingest.serving.ImageModel;
import io.qahan.qubo.mask.Objective;
import io.qahan.schemas.avro.Image;
import io.qahan.schemas.avro.ImageEncoding;
import io.qahan.schemas.codec.Codec;
import io.qahan.schemas.codec.Codecs;
import io.qahan.schemas.topic.RejectedRecordException;
import io.qahan.schemas.topic.TopicNames;
import io.qahan.schemas.topic.Topics;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.junit.jupiter.api.Test;

class ImageFeaturesTest {
  private static final ImageShape SHAPE = new ImageShape(1, 4, 4);
  private static final TopicPartition FIRST = new TopicPartition("images", 0);
  private static final TopicPartition SECOND = new TopicPartition("images", 1);

  private final Codec<Image> codec = Codecs.singleObject(new TopicNames("t.")).of(Topics.IMAGES);
  private final List<Integer> passes = new ArrayList<>();
  private final MockConsumer<byte[], byte[]> mock = new MockConsumer<>("earliest");
  private final PolledImages polled = new PolledImages("images");
  private final Consumer<byte[], byte[]> consumer = polled.noted(mock);
  private final ImageFeatures features = over(SHAPE.size());

  ImageFeaturesTest() {
    consumer.subscribe(List.of("images"));
    mock.rebalance(List.of(FIRST, SECOND));
    mock.updateBeginningOffsets(Map.of(FIRST, 0L, SECOND, 0L));
  }

  @Test
  void shouldComputeWhatWasPolledTogetherInOnePass() throws RejectedRecordException {
    List<byte[]> values = poll(FIRST, 0, 5);

    for (int i = 0; i < 5; i++) {
      assertThat(of(FIRST, i, values.get(i)).values()).isEqualTo(pixels(i).scaled());
    }
    assertThat(passes).containsExactly(5);
  }

  @Test
  void shouldComputeWhatWasPolledOfAllPartitionsInOnePass() throws RejectedRecordException {
    List<byte[]> first = poll(FIRST, 0, 5);
    List<byte[]> second = poll(SECOND, 0, 3);

    assertThat(of(FIRST, 0, first.get(0)).values()).isEqualTo(pixels(0).scaled());
    assertThat(of(SECOND, 0, second.get(0)).values()).isEqualTo(pixels(0).scaled());
    assertThat(of(FIRST, 4, first.get(4)).values()).isEqualTo(pixels(4).scaled());
    assertThat(of(SECOND, 2, second.get(2)).values()).isEqualTo(pixels(2).scaled());
    assertThat(passes).containsExactly(8);
  }

  @Test
  void shouldBeTheSameAsOneByOne() throws RejectedRecordException {
    byte[] never = value(3);

    assertThat(of(FIRST, 3, never).values()).isEqualTo(pixels(3).scaled());
    assertThat(of(FIRST, 3, never).image().getSource()).isEqualTo("3");
    assertThat(passes).containsExactly(1, 1);
  }

  @Test
  void shouldHurtNobodyElseWhenOneIsBad() throws RejectedRecordException {
    List<byte[]> values =
        poll(FIRST, 0, value(0), new byte[] {1, 2, 3}, value(2), truncated(), null, value(5));

    assertThat(of(FIRST, 0, values.get(0)).values()).isEqualTo(pixels(0).scaled());
    assertThat(passes).containsExactly(3);
    for (int i = 1; i < 6; i++) {
      if (List.of(2, 5).contains(i)) {
        assertThat(of(FIRST, i, values.get(i)).values()).isEqualTo(pixels(i).scaled());
      } else {
        assertRefused("decode", i, values.get(i));
      }
    }
    assertThat(passes).containsExactly(3);
  }

  @Test
  void shouldGoOnWithTheNextWhenTheFirstIsBad() throws RejectedRecordException {
    List<byte[]> values = poll(FIRST, 0, truncated(), value(1), value(2));

    assertThatThrownBy(() -> of(FIRST, 0, values.get(0)))
        .isInstanceOf(RejectedRecordException.class);
    assertThat(of(FIRST, 1, values.get(1)).values()).isEqualTo(pixels(1).scaled());
    assertThat(passes).containsExactly(2);
  }

  @Test
  void shouldComputeOneAloneWhenTheyCannotBeComputedTogether() throws RejectedRecordException {
    List<byte[]> values = poll(FIRST, 0, value(0), value(99), value(2)); // 99 breaks the pass

    assertThat(of(FIRST, 0, values.get(0)).values()).isEqualTo(pixels(0).scaled());
    assertRefused("features", 1, values.get(1));
    assertThat(of(FIRST, 2, values.get(2)).values()).isEqualTo(pixels(2).scaled());
  }

  @Test
  void shouldRefuseTheOneImageWhoseFeaturesAreNoNumbers() throws RejectedRecordException {
    List<byte[]> values = poll(FIRST, 0, value(0), value(98), value(2)); // 98 gives NaN

    assertThat(of(FIRST, 0, values.get(0)).values()).isEqualTo(pixels(0).scaled());
    RejectedRecordException refused =
        catchThrowableOfType(RejectedRecordException.class, () -> of(FIRST, 1, values.get(1)));
    assertThat(refused.slug()).isEqualTo("not-finite");
    assertThat(refused).hasMessageContaining("feature [5]", "[NaN]", "[fake-1]");
    assertThat(of(FIRST, 2, values.get(2)).values()).isEqualTo(pixels(2).scaled());
    assertThat(passes).containsExactly(3);
  }

  @Test
  void shouldNotTakeFeaturesOfAnotherRecordAtTheSameOffset() throws RejectedRecordException {
    List<byte[]> before = poll(FIRST, 0, 3);
    of(FIRST, 0, before.get(0));

    assertThat(of(FIRST, 1, value(7)).values()).isEqualTo(pixels(7).scaled()); // a topic made anew
  }

  @Test
  void shouldForgetWhatIsPolledAgain() throws RejectedRecordException {
    of(FIRST, 0, poll(FIRST, 0, 3).get(0));
    mock.seek(FIRST, 0);

    List<byte[]> again = poll(FIRST, 0, value(10), value(11), value(12));

    assertThat(of(FIRST, 0, again.get(0)).values()).isEqualTo(pixels(10).scaled());
    assertThat(of(FIRST, 1, again.get(1)).values()).isEqualTo(pixels(11).scaled());
    assertThat(passes).containsExactly(3, 3);
  }

  @Test
  void shouldForgetPartitionsThatAnotherThreadHasNow() throws RejectedRecordException {
    List<byte[]> values = poll(FIRST, 0, 3);
    mock.rebalance(List.of(SECOND));
    poll(SECOND, 0, 1);

    of(FIRST, 0, values.get(0));
    assertThat(passes).containsExactly(1);
  }

  @Test
  void shouldSkipRecordsThatNeedNoFeatures() throws RejectedRecordException {
    List<byte[]> values = poll(FIRST, 0, 4);

    assertThat(of(FIRST, 2, values.get(2)).values()).isEqualTo(pixels(2).scaled());
    assertThat(of(FIRST, 3, values.get(3)).values()).isEqualTo(pixels(3).scaled());
    assertThat(passes).containsExactly(2);
  }

  @Test
  void shouldKeepPassesSmallWhenFeaturesAreLarge() throws RejectedRecordException {
    ImageFeatures large = over(1024 * 1024);
    List<byte[]> values = poll(FIRST, 0, 5);

    large.of(metadata(FIRST, 0), values.get(0));
    large.of(metadata(FIRST, 1), values.get(1));
    large.of(metadata(FIRST, 2), values.get(2));
    assertThat(passes).containsExactly(2, 2);
  }

  private void assertRefused(String stage, long offset, byte[] value) {
    RejectedRecordException refused =
        catchThrowableOfType(RejectedRecordException.class, () -> of(FIRST, offset, value));
    assertThat(refused.stage()).isEqualTo(stage);
  }

  private ImageFeatures over(int features) {
    ImageModel model =
        new ImageModel(
            "",
            new ImageDecoder(SHAPE, ImageLimits.DEFAULT),
            new ConvShape(SHAPE, 2, 16),
            "fake-1",
            this::pass,
            new MaskTerms(BlockGrid.finest(features), Objective.SALIENT, 1, 1, 3),
            ClassNames.numbered(3));
    return new ImageFeatures(codec, TopologyFixture.serving(model), polled, () -> 0);
  }

  private float[][] pass(List<PixelImage> images) {
    if (images.contains(pixels(99))) {
      throw new IllegalStateException("cannot be computed");
    }
    passes.add(images.size());
    float[][] features = images.stream().map(PixelImage::scaled).toArray(float[][]::new);
    for (int i = 0; i < features.length; i++) {
      if (images.get(i).equals(pixels(98))) {
        features[i][5] = Float.NaN;
      }
    }
    return features;
  }

  private ImageFeatures.Features of(TopicPartition partition, long offset, byte[] value)
      throws RejectedRecordException {
    return features.of(metadata(partition, offset), value);
  }

  private static RecordMetadata metadata(TopicPartition partition, long offset) {
    return new RecordMetadata() {
      @Override
      public String topic() {
        return partition.topic();
      }

      @Override
      public int partition() {
        return partition.partition();
      }

      @Override
      public long offset() {
        return offset;
      }
    };
  }

  private List<byte[]> poll(TopicPartition partition, long from, int count) {
    return poll(
        partition, from, IntStream.range(0, count).mapToObj(this::value).toArray(byte[][]::new));
  }

  private List<byte[]> poll(TopicPartition partition, long from, byte[]... values) {
    for (int i = 0; i < values.length; i++) {
      mock.addRecord(
          new ConsumerRecord<>(
              partition.topic(), partition.partition(), from + i, null, values[i]));
    }
    return consumer.poll(Duration.ZERO).records(partition).stream()
        .map(ConsumerRecord::value)
        .toList();
  }

  private static PixelImage pixels(int seed) {
    byte[] content = new byte[SHAPE.size()];
    Arrays.fill(content, (byte) seed);
    return PixelImage.of(SHAPE, content);
  }

  private byte[] value(int seed) {
    return value(seed, pixels(seed).pixels());
  }

  private byte[] truncated() {
    return value(0, new byte[3]);
  }

  private byte[] value(int seed, byte[] content) {
    return codec.encode(
        new Image(
            ImageEncoding.RAW,
            ByteBuffer.wrap(content),
            List.of(1, 4, 4),
            String.valueOf(seed),
            Instant.EPOCH,
            null));
  }
}
