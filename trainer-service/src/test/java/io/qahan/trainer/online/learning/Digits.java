package io.qahan.trainer.online.learning;

import io.qahan.ingest.head.HeadShape;
import io.qahan.ingest.head.Sparse;
import io.qahan.schemas.avro.ExampleKind;
import io.qahan.schemas.avro.TrainingExample;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Made-up examples that a linear head can learn: each class has features of its own. */
public final class Digits {
  public static final int CLASSES = 4;
  public static final int FEATURES = 40;
  public static final HeadShape SHAPE = new HeadShape(CLASSES, FEATURES, "test-1-abcd");

  private Digits() {}

  /** The example of a number, always the same. */
  public static LabelledExample example(int number) {
    SplittableRandom random = new SplittableRandom(number);
    int label = random.nextInt(CLASSES);
    int[] indices =
        IntStream.range(0, FEATURES)
            .filter(f -> random.nextDouble() < (f % CLASSES == label ? 0.6 : 0.15))
            .toArray();
    float[] values = new float[indices.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextInt(1, 5) / 2f;
    }
    return new LabelledExample("image-" + number, new Sparse(FEATURES, indices, values), label);
  }

  public static List<LabelledExample> examples(int from, int to) {
    List<LabelledExample> examples = new ArrayList<>();
    for (int number = from; number < to; number++) {
      examples.add(example(number));
    }
    return examples;
  }

  /** The same image, whose label now says the next class. */
  public static LabelledExample swapped(int number) {
    LabelledExample example = example(number);
    return new LabelledExample(
        example.imageId(), example.features(), (example.label() + 1) % CLASSES);
  }

  /** The same image once more: its label was wrong, and says the next class now. */
  public static LabelledExample corrected(int number) {
    LabelledExample swapped = swapped(number);
    return new LabelledExample(swapped.imageId(), swapped.features(), swapped.label(), 1);
  }

  public static TrainingExample record(int number) {
    return record(example(number));
  }

  public static TrainingExample record(LabelledExample example) {
    return TrainingExample.newBuilder()
        .setKind(ExampleKind.EXAMPLE)
        .setImageId(example.imageId())
        .setFeatures(example.features().toRecord())
        .setLabel(example.label())
        .setRevision(example.revision())
        .setConvVersion(SHAPE.convVersion())
        .setEventTime(Instant.EPOCH)
        .setLabelTime(Instant.EPOCH)
        .build();
  }
}
