package io.qahan.ingest.http;

import io.qahan.ingest.image.decode.ByteBudget;
import io.qahan.ingest.image.decode.ImageDecoder;
import io.qahan.ingest.model.ClassNames;
import io.qahan.ingest.serving.ServingModels;
import java.time.Duration;

/**
 * What clients may ask for.
 *
 * @param models the one that serves decides which images can be used, and which classes labels may
 *     name; those before it, what the classes of their answers are called
 * @param maxBytes largest body
 * @param bodies the bytes that all bodies together may take
 * @param maxWait longest wait for a prediction
 */
public record HttpPolicy(ServingModels models, int maxBytes, ByteBudget bodies, Duration maxWait) {

  /** Beside a body there are the part of it that was read before, and the record made of it. */
  static final int COPIES = 3;

  /**
   * What one request with many images may have.
   *
   * @param images how many
   * @param bytes the whole body
   */
  public record Batches(int images, int bytes) {}

  /** How many bytes of a body the budget for bodies can hold, with what is made of them. */
  public static int mostHeldBy(ByteBudget bodies) {
    long most = (bodies.total() - 1024 * 16) / COPIES - 1;
    return (int) Math.max(1, Math.min(Integer.MAX_VALUE - 8, most));
  }

  /** What checks an image. */
  public ImageDecoder decoder() {
    return models.current().model().decoder();
  }

  /** What the classes are called. */
  public ClassNames classes() {
    return models.current().model().classes();
  }

  /** The bytes that the largest body takes of the budget for bodies. */
  public static long bytesOfLargest(int maxBytes) {
    return COPIES * (maxBytes + 1L) + 1024 * 16; // each part is rounded up to a KiB
  }
}
