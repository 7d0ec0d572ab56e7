package io.qahan.trainer.paper;

import io.qahan.ingest.conv.ConvShape;
import io.qahan.ingest.dataset.Dataset;
import io.qahan.trainer.paper.history.Checkpoint;
import io.qahan.trainer.paper.network.Network;
import io.qahan.trainer.paper.network.TrainingFailedException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** What the attention of a trained network keeps of test images (Figs. 4 and 5). */
public final class TrainedMasks {
  private TrainedMasks() {}

  /**
   * The first test image of each of the first {@code classes} classes, seen by the network of the
   * checkpoint in {@link TrainingOptions#out}.
   *
   * @throws TrainingFailedException if the checkpoint cannot be read
   */
  public static List<SeenImage> of(TrainingOptions options, int classes) throws IOException {
    Dataset dataset = options.data().dataset().open().withTest();
    Images images = Images.load(dataset.test(), options.data().test(), dataset.shape());
    int[] chosen = firstOfEach(images, Math.min(classes, dataset.classes()));
    ConvShape shape = options.channels().over(dataset.shape());
    try (Network network =
        new Network(
            shape,
            dataset.classes(),
            options.attention().create(shape, options.hyper().seed()),
            options.hyper(),
            options.data().train(),
            System::nanoTime)) {
      network.restore(Checkpoint.read(Training.checkpointFile(options.out())).network());
      float[] mask = network.mask(images.batch(chosen, options.testNoise()));
      List<SeenImage> seen = new ArrayList<>();
      for (int i = 0; i < chosen.length; i++) {
        boolean[] kept = new boolean[shape.features()];
        for (int j = 0; j < kept.length; j++) {
          kept[j] = mask[i * kept.length + j] != 0;
        }
        seen.add(new SeenImage(images.pixels().get(chosen[i]), images.labels()[chosen[i]], kept));
      }
      return seen;
    }
  }

  private static int[] firstOfEach(Images images, int classes) {
    return IntStream.range(0, classes)
        .flatMap(
            label ->
                IntStream.range(0, images.size()).filter(i -> images.labels()[i] == label).limit(1))
        .toArray();
  }
}
