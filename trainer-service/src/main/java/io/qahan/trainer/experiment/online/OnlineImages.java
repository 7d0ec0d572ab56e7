package io.qahan.trainer.experiment.online;

import io.qahan.ingest.dataset.Dataset;
import io.qahan.ingest.dataset.LabelledImage;
import io.qahan.ingest.dataset.LabelledImages;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** The images of a stream in a drawn order, the same for the same seed, each once. */
public final class OnlineImages {
  private final Dataset dataset;
  private final LabelledImages source;
  private final int[] order;

  private OnlineImages(Dataset dataset, LabelledImages source, int[] order) {
    this.dataset = dataset;
    this.source = source;
    this.order = order;
  }

  /**
   * Test images if there are enough of them, because the conv stacks have learned from training
   * images; training images otherwise, all of them if there are fewer than wanted.
   */
  public static OnlineImages of(Dataset dataset, int wanted, long seed) {
    boolean enough = dataset.test().size() >= wanted;
    LabelledImages source = enough ? dataset.test() : dataset.train();
    int[] all = IntStream.range(0, source.size()).toArray();
    SplittableRandom random = new SplittableRandom(seed);
    int size = Math.min(wanted, all.length);
    for (int i = 0; i < size; i++) {
      int j = random.nextInt(i, all.length);
      int drawn = all[j];
      all[j] = all[i];
      all[i] = drawn;
    }
    return new OnlineImages(dataset, source, IntStream.of(all).limit(size).toArray());
  }

  /** How many there are. */
  public int size() {
    return order.length;
  }

  /** The first image after a drift. */
  int middle() {
    return size() / 2;
  }

  int classes() {
    return dataset.classes();
  }

  Dataset dataset() {
    return dataset;
  }

  /** Whether they are test images. */
  boolean areUnseen() {
    return source == dataset.test();
  }

  LabelledImage get(int number) {
    return source.get(order[number]);
  }
}
