package io.qahan.ingest.http;

import io.qahan.ingest.image.decode.ByteBudget;
import io.qahan.ingest.image.decode.ImageDecoder;
import io.qahan.ingest.model.ClassNames;
import java.time.Duration;

/**
 * What clients may ask for.
 *
 * @param decoder decides which images can be used
 * @param maxBytes largest body
 * @param bodies the bytes that all bodies together may take
 * @param classes that labels may name
 * @param maxWait longest wait for a prediction
 */
public record HttpPolicy(
    ImageDecoder decoder, int maxBytes, ByteBudget bodies, ClassNames classes, Duration maxWait) {

  /** Beside a body there are the part of it that was read before, and the record made of it. */
  static final int COPIES = 3;

  /** The bytes that the largest body takes of the budget for bodies. */
  public static long bytesOfLargest(int maxBytes) {
    return COPIES * (maxBytes + 1L) + 1024 * 16; // each part is rounded up to a KiB
  }
}
