package io.qahan.deploy.bench;

import io.qahan.deploy.cli.CommandFailedException;
import io.qahan.deploy.pipeline.send.ShuffledImages;
import io.qahan.ingest.conv.FeatureNetwork;
import io.qahan.ingest.image.ImageLimits;
import io.qahan.ingest.image.PixelImage;
import io.qahan.ingest.image.UndecodableImageException;
import io.qahan.ingest.image.decode.ImageDecoder;
import io.qahan.ingest.model.StoredModel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongSupplier;

/**
 * How many images a second a model's network takes when nothing else is done: decoded beforehand,
 * in passes as large as one poll of ingest, on every processor. What no pipeline can exceed.
 */
final class ForwardTiming implements AutoCloseable {
  private static final int IMAGES = 256;
  private static final int BATCH = 16; // what one poll delivers

  private final FeatureNetwork network;
  private final List<List<PixelImage>> batches;
  private final int threads;
  private final LongSupplier nanoTime;

  private ForwardTiming(
      FeatureNetwork network, List<List<PixelImage>> batches, int threads, LongSupplier nanoTime) {
    this.network = network;
    this.batches = batches;
    this.threads = threads;
    this.nanoTime = nanoTime;
  }

  /** Over the first images of a stream. */
  static ForwardTiming of(StoredModel model, ShuffledImages images, LongSupplier nanoTime) {
    ImageDecoder decoder =
        new ImageDecoder(
            model.features().shape().input(), ImageLimits.DEFAULT.with(model.otherSize()));
    List<List<PixelImage>> batches = new ArrayList<>();
    try {
      for (int from = 0; from < IMAGES; from += BATCH) {
        List<PixelImage> batch = new ArrayList<>();
        for (int i = from; i < from + BATCH; i++) {
          batch.add(decoder.decode(images.get(i).image()));
        }
        batches.add(batch);
      }
    } catch (UndecodableImageException e) {
      throw new CommandFailedException(e.getMessage(), e);
    }
    return new ForwardTiming(
        model.features().open(), batches, Runtime.getRuntime().availableProcessors(), nanoTime);
  }

  int threads() {
    return threads;
  }

  /** Images a second; the first pass of each thread is not counted. */
  double imagesPerSecond(Duration lasting) throws InterruptedException {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Callable<Double>> each = new ArrayList<>();
      for (int thread = 0; thread < threads; thread++) {
        int first = thread;
        each.add(() -> rate(first, lasting.toNanos()));
      }
      double sum = 0;
      for (Future<Double> rate : pool.invokeAll(each)) {
        sum += rate.get();
      }
      return sum;
    } catch (ExecutionException e) {
      throw new CommandFailedException(
          "The network cannot take these images: " + e.getCause().getMessage(), e);
    } finally {
      pool.shutdownNow();
    }
  }

  private double rate(int first, long nanos) {
    network.features(batches.get(first % batches.size()));
    long start = nanoTime.getAsLong();
    long spent = 0;
    long images = 0;
    for (int pass = first; spent < nanos; pass++) {
      List<PixelImage> batch = batches.get(pass % batches.size());
      network.features(batch);
      images += batch.size();
      spent = nanoTime.getAsLong() - start;
    }
    return images * 1e9 / spent;
  }

  @Override
  public void close() {
    network.close();
  }
}
