package io.qahan.ingest.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.qahan.ingest.conv.BlockGrid;
import io.qahan.ingest.conv.BlockLayout;
import io.qahan.ingest.conv.HeadInput;
import io.qahan.ingest.conv.MaskTerms;
import io.qahan.ingest.head.Sparse;
import io.qahan.ingest.image.ImageShape;
import io.qahan.ingest.image.PixelImage;
import io.qahan.qubo.mask.Mask;
import io.qahan.qubo.mask.MaskProblem;
import io.qahan.qubo.mask.Objective;
import io.qahan.schemas.avro.MaskRequest;
import io.qahan.schemas.avro.MaskResult;
import io.qahan.schemas.avro.Prediction;
import io.qahan.schemas.codec.LittleEndian;
import io.qahan.schemas.codec.NonZeroFloats;
import io.qahan.schemas.topic.Topics;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.message.BinaryMessageEncoder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Blocks that are longer than there are blocks: two of eight features each, of which one stays. */
class CondensedRequestTest {
  private static final BlockGrid GRID = new BlockGrid(BlockLayout.ROWS, 2, 1, 16);
  private TopologyFixture ingest;

  @AfterEach
  void close() {
    if (ingest != null) {
      ingest.close();
    }
  }

  private static MaskTerms terms(HeadInput output) {
    return new MaskTerms(GRID, Objective.SALIENT, 1, 1, 1, output);
  }

  /** What the fixture's network makes of the image of that id. */
  private static float[] features(String id) {
    byte[] pixels = new byte[16];
    new Random(id.hashCode()).nextBytes(pixels);
    return PixelImage.of(new ImageShape(1, 4, 4), pixels).scaled();
  }

  private MaskRequest asked(HeadInput output) {
    ingest = new TopologyFixture(terms(output));
    ingest.sendImage("a");
    return ingest.requests().get(0);
  }

  @Test
  void theRequestHasTheEnergiesOfTheImageInFewerNumbers() {
    MaskRequest request = asked(HeadInput.MASKED);
    assertThat(request.getShape()).containsExactly(2, 2);

    MaskProblem original = terms(HeadInput.MASKED).problemOf(features("a"));
    MaskProblem sent =
        MaskProblem.of(LittleEndian.floats(request.getBlocks()), 2, 2, Objective.SALIENT, 1, 1, 1);
    for (Mask mask : new Mask[] {Mask.of(2), Mask.of(2, 0), Mask.of(2, 1), Mask.of(2, 0, 1)}) {
      assertThat(sent.energy(mask)).isCloseTo(original.energy(mask), within(1e-5));
    }
  }

  @ParameterizedTest
  @EnumSource(HeadInput.class)
  void theAnswerHasTheFeaturesOfTheImage(HeadInput output) {
    MaskRequest request = asked(output);
    float[] features = features("a");
    for (int kept = 0; kept < 2; kept++) {
      String id = kept == 0 ? "a" : "b";
      if (kept == 1) {
        ingest.send(
            Topics.IMAGES, id, TopologyFixture.image(TopologyFixture.png("a".hashCode()), null));
        request = ingest.requests().get(0);
      }
      ingest.send(Topics.MASK_RESULTS, id, TopologyFixture.result(request, kept));

      Sparse answered = Sparse.of(ingest.maskedFeatures().get(0).getFeatures());
      assertThat(answered.size()).isEqualTo(output == HeadInput.POOLED ? 8 : 16);
      for (int i = 0; i < 8; i++) {
        int index = output == HeadInput.POOLED ? i : 8 * kept + i;
        assertThat(answered.indices()[i]).isEqualTo(index);
        assertThat(answered.values()[i]).isEqualTo(features[8 * kept + i]);
      }
      assertThat(ingest.predictions().get(0).getDegraded()).isFalse();
    }
    assertThat(ingest.deadLetters(Topics.MASK_RESULTS)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(HeadInput.class)
  void atTheDeadlineTheGreedyMaskAnswersWithTheFeaturesOfTheImage(HeadInput output) {
    MaskRequest request = asked(output);
    int kept = request.getGreedyMask().get(request.getGreedyMask().position()) == 1 ? 0 : 1;
    ingest.advance(TopologyFixture.DEADLINE);

    Prediction prediction = ingest.predictions().get(0);
    assertThat(prediction.getDegraded()).isTrue();
    Sparse answered = Sparse.of(ingest.maskedFeatures().get(0).getFeatures());
    assertThat(answered.values()[3]).isEqualTo(features("a")[8 * kept + 3]);
  }

  @Test
  void anAnswerWhoseEnergyIsNotTheImagesIsRefused() {
    MaskResult good = TopologyFixture.result(asked(HeadInput.POOLED), 1);
    ingest.send(
        Topics.MASK_RESULTS,
        "a",
        MaskResult.newBuilder(good).setAttentionEnergy(good.getAttentionEnergy() * 2 + 1).build());
    assertThat(ingest.deadLetters(Topics.MASK_RESULTS)).hasSize(1);
    assertThat(ingest.predictions()).isEmpty();
  }

  @Test
  void whatWaitsTakesLittleWhereMostFeaturesAreZero() {
    float[] features = new float[16];
    features[3] = 5;
    features[11] = -0f;
    NonZeroFloats kept = NonZeroFloats.of(features);
    assertThat(kept.values().remaining() + kept.places().remaining()).isLessThan(16);

    GenericRecord waiting = waiting(PendingImage.getClassSchema());
    waiting.put("blocks", kept.values());
    waiting.put("blockPlaces", kept.places());
    waiting.put("greedyMask", ByteBuffer.wrap(new byte[] {1}));
    Sparse pooled = SolvedMask.greedyOf(read(waiting)).features();
    assertThat(pooled.size()).isEqualTo(8);
    assertThat(pooled.indices()).containsExactly(3);
    assertThat(pooled.values()).containsExactly(5);
  }

  @Test
  void whatAnOlderVersionLeftWaitingIsRead() throws IOException {
    GenericRecord waiting = waiting(older("pending-image.v4.avsc"));
    int[] places = {8, 9, 10, 11, 12, 13, 14, 15};
    float[] values = {1, 2, 3, 4, 5, 6, 7, 8};
    waiting.put("greedyIndices", LittleEndian.ints(places));
    waiting.put("greedyValues", LittleEndian.floats(values));
    assertThat(SolvedMask.greedyOf(read(waiting)).features().values()).containsExactly(values);
  }

  @Test
  void whatTheVersionBeforeLeftWaitingIsRead() throws IOException {
    GenericRecord waiting = waiting(older("pending-image.v5.avsc"));
    float[] values = new float[16];
    for (int i = 0; i < 16; i++) {
      values[i] = i;
    }
    waiting.put("blocks", LittleEndian.floats(values));
    assertThat(SolvedMask.greedyOf(read(waiting)).features().values())
        .containsExactly(8, 9, 10, 11, 12, 13, 14, 15);
  }

  private static Schema older(String name) throws IOException {
    try (InputStream in = PendingImages.class.getResourceAsStream(name)) {
      return new Schema.Parser().parse(in);
    }
  }

  /** One of two blocks of eight features, the second of which greedy keeps. */
  private static GenericRecord waiting(Schema schema) {
    GenericRecord waiting = new GenericData.Record(schema);
    for (Schema.Field field : schema.getFields()) {
      waiting.put(
          field.name(),
          switch (field.schema().getType()) {
            case LONG -> 7L;
            case DOUBLE -> 1.0;
            case INT -> 1;
            case STRING -> "";
            case BYTES -> ByteBuffer.allocate(0);
            case MAP -> Map.of();
            default -> List.of();
          });
    }
    waiting.put("gridRows", 2);
    waiting.put("features", 16);
    waiting.put("layout", "ROWS");
    waiting.put("output", "POOLED");
    waiting.put("greedyMask", ByteBuffer.wrap(new byte[] {2}));
    return waiting;
  }

  private static PendingImage read(GenericRecord waiting) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      new BinaryMessageEncoder<GenericRecord>(GenericData.get(), waiting.getSchema())
          .encode(waiting, out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return PendingImages.serde().deserializer().deserialize("", out.toByteArray());
  }
}
