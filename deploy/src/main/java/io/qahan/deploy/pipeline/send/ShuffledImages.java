package io.qahan.deploy.pipeline.send;

import io.qahan.deploy.cli.CommandFailedException;
import io.qahan.ingest.dataset.LabelledImage;
import io.qahan.ingest.dataset.LabelledImages;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Images in a random order that the seed fixes, over and over if more are asked for than there are.
 * A folder per class comes class after class, which no online learner can follow.
 */
public final class ShuffledImages {
  private final LabelledImages images;
  private final List<Integer> order;

  public ShuffledImages(LabelledImages images, long seed) {
    if (images.size() == 0) {
      throw new CommandFailedException(
          "This split of the data set has no images. Take another --split or --dataset.");
    }
    this.images = images;
    this.order = new ArrayList<>(IntStream.range(0, images.size()).boxed().toList());
    Collections.shuffle(order, new Random(seed));
  }

  public LabelledImage get(int index) {
    return images.get(order.get(index % order.size()));
  }
}
