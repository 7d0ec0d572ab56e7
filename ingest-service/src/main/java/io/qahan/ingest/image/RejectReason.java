package io.qahan.ingest.image;

import java.util.Locale;

/** Why an image was refused. The {@link #slug()} is the cause in dead letters and metrics. */
public enum RejectReason {
  /** No bytes at all. */
  EMPTY,
  /** More bytes than {@link ImageLimits#maxBytes()}. */
  TOO_LARGE,
  /** A width or height beyond {@link ImageLimits}, as its header says. */
  DIMENSIONS,
  /** The bytes do not start as the declared encoding does. */
  NOT_AN_IMAGE,
  /** The bytes end before the image does. */
  TRUNCATED,
  /** The bytes contradict their format: a wrong check sum, an impossible code. */
  CORRUPT,
  /** A sound image of a kind that is not decoded, such as a JPEG of 12 bits a sample. */
  UNSUPPORTED,
  /** A JPEG with more scans than any encoder writes: each is a walk over the whole picture. */
  TOO_MANY_SCANS,
  /** Decoding it takes more bytes than all images together may. */
  TOO_MUCH_MEMORY,
  /** Decoding it took longer than one image may. */
  DECODE_TIMEOUT,
  /** A size that the network does not take, where others are refused. */
  WRONG_SHAPE;

  /** Lower case with dashes, for example {@code not-an-image}. */
  public String slug() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
