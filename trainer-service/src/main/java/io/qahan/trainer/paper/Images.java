package io.qahan.trainer.paper;

import io.qahan.ingest.conv.Normalisation;
import io.qahan.ingest.dataset.DatasetException;
import io.qahan.ingest.dataset.DecodedImages;
import io.qahan.ingest.dataset.LabelledImage;
import io.qahan.ingest.dataset.LabelledImages;
import io.qahan.ingest.image.ImageLimits;
import io.qahan.ingest.image.ImageShape;
import io.qahan.ingest.image.PixelImage;
import io.qahan.ingest.image.UndecodableImageException;
import io.qahan.ingest.image.decode.ImageDecoder;
import io.qahan.trainer.paper.network.Batch;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Decoded images, one byte a value, with their labels: in memory, or where they are read each time
 * one is asked for.
 *
 * @param pixels the images; not copied
 * @param labels their classes, in the same order; not copied
 * @param normalisation what becomes of their pixels on the way into the network
 */
@SuppressWarnings("ArrayRecordComponent") // read in place, never compared
record Images(List<PixelImage> pixels, int[] labels, Normalisation normalisation) {
  private static final int NAMED = 20;

  Images {
    if (pixels.isEmpty() || pixels.size() != labels.length) {
      throw new DatasetException(
          String.format(
              Locale.ROOT,
              "[%d] images with [%d] labels; a training takes at least one of each",
              pixels.size(),
              labels.length));
    }
  }

  /**
   * Decodes {@code wanted} images, evenly spaced, so that a set that is sorted by class gives some
   * of each class; all if there are fewer.
   */
  static Images load(LabelledImages source, int wanted, ImageShape shape) {
    return load(
        source,
        wanted,
        new ImageDecoder(shape, ImageLimits.DEFAULT),
        Runtime.getRuntime().availableProcessors());
  }

  /**
   * The same as somebody else decodes them, in the same order whoever is done first.
   *
   * @param workers how many are decoded at a time
   * @throws DatasetException naming every image that cannot be decoded, up to a bound
   */
  static Images load(LabelledImages source, int wanted, ImageDecoder decoder, int workers) {
    int count = Math.min(wanted, source.size());
    if (source instanceof DecodedImages there && there.shape().equals(decoder.target())) {
      return lying(there, count);
    }
    PixelImage[] pixels = new PixelImage[count];
    int[] labels = new int[count];
    decoded(
        source,
        count,
        decoder,
        workers,
        (i, image, of) -> {
          pixels[i] = image;
          labels[i] = of.label();
        });
    return new Images(List.of(pixels), labels, Normalisation.of(decoder.target()));
  }

  /** Read again and again from where they are. */
  private static Images lying(DecodedImages source, int count) {
    int[] places =
        IntStream.range(0, count).map(i -> (int) ((long) i * source.size() / count)).toArray();
    return new Images(
        listOf(count, i -> source.pixels(places[i])),
        Arrays.stream(places).map(source::label).toArray(),
        Normalisation.of(source.shape()));
  }

  private static List<PixelImage> listOf(int size, IntFunction<PixelImage> get) {
    return new AbstractList<>() {
      @Override
      public PixelImage get(int index) {
        return get.apply(index);
      }

      @Override
      public int size() {
        return size;
      }
    };
  }

  /** The same images, whose pixels become something else. */
  Images with(Normalisation normalisation) {
    return new Images(pixels, labels, normalisation);
  }

  /**
   * Decodes all images and keeps none.
   *
   * @throws DatasetException as {@link #load}
   */
  static void check(LabelledImages source, ImageDecoder decoder, int workers) {
    if (source instanceof DecodedImages there && there.shape().equals(decoder.target())) {
      return;
    }
    decoded(source, source.size(), decoder, workers, (i, image, of) -> {});
  }

  /** Takes decoded images, from several threads, each once. */
  private interface Taker {
    void take(int i, PixelImage pixels, LabelledImage of);
  }

  private static void decoded(
      LabelledImages source, int count, ImageDecoder decoder, int workers, Taker taker) {
    AtomicInteger next = new AtomicInteger();
    AtomicInteger bad = new AtomicInteger();
    ConcurrentSkipListMap<Integer, String> faults = new ConcurrentSkipListMap<>(); // the first ones
    Runnable worker =
        () -> {
          for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
            String fault =
                decodedOne(source, (int) ((long) i * source.size() / count), i, decoder, taker);
            if (fault != null) {
              bad.incrementAndGet();
              faults.put(i, fault);
              if (faults.size() > NAMED) {
                faults.pollLastEntry();
              }
            }
          }
        };
    // Streams of the caller's own pool would decode in as many threads as there are processors.
    ExecutorService pool = Executors.newFixedThreadPool(Math.max(1, Math.min(workers, count)));
    try {
      CompletableFuture.allOf(
              IntStream.range(0, workers)
                  .mapToObj(i -> CompletableFuture.runAsync(worker, pool))
                  .toArray(CompletableFuture<?>[]::new))
          .join();
    } finally {
      pool.shutdownNow();
    }
    if (bad.get() > 0) {
      int more = bad.get() - faults.size();
      throw new DatasetException(
          String.join("\n", faults.values())
              + (more > 0 ? "\nand " + more + " more; there are " + bad.get() + " in all" : ""));
    }
  }

  /** What is wrong with the image; null if nothing is. */
  private static String decodedOne(
      LabelledImages source, int at, int i, ImageDecoder decoder, Taker taker) {
    try {
      LabelledImage image = source.get(at);
      try {
        taker.take(i, decoder.decode(image.image()), image);
        return null;
      } catch (UndecodableImageException e) {
        return "image [%s] from [%s] cannot be trained on: %s"
            .formatted(image.id(), image.source(), e.getMessage());
      }
    } catch (DatasetException e) { // a file that cannot be read
      return e.getMessage();
    }
  }

  /** Those at some places. */
  Images at(int[] places) {
    return new Images(
        listOf(places.length, i -> pixels.get(places[i])),
        Arrays.stream(places).map(place -> labels[place]).toArray(),
        normalisation);
  }

  int size() {
    return labels.length;
  }

  /** An order of all images for one epoch, the same for the same seed and epoch. */
  int[] shuffled(long seed, int epoch) {
    SplittableRandom random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + epoch);
    int[] order = IntStream.range(0, size()).toArray();
    for (int i = order.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swapped = order[i];
      order[i] = order[j];
      order[j] = swapped;
    }
    return order;
  }

  /** What is done to images on their way into the network. */
  interface View {
    /**
     * Changes one image in place.
     *
     * @param values of many images, normalised
     * @param from where this one begins, in C x H x W order
     * @param image its position among these images
     */
    void apply(float[] values, int from, ImageShape shape, int image);
  }

  /**
   * Some of the images as the network takes them.
   *
   * @param chosen positions of the images
   * @return N x C x H x W, normalised
   */
  Batch batch(int[] chosen, Noise noise) {
    return batch(
        chosen,
        (values, from, shape, image) -> noise.addTo(values, from, shape, normalisation, image));
  }

  /** The same as a training sees them in one epoch. */
  Batch batch(int[] chosen, View view) {
    ImageShape shape = pixels.get(0).shape();
    float[] values = new float[chosen.length * shape.size()];
    int[] classes = new int[chosen.length];
    float[][] table = normalisation.table();
    for (int i = 0; i < chosen.length; i++) {
      pixels.get(chosen[i]).mapInto(values, i * shape.size(), table);
      view.apply(values, i * shape.size(), shape, chosen[i]);
      classes[i] = labels[chosen[i]];
    }
    return new Batch(values, classes);
  }
}
