package io.qahan.trainer.join;

import io.qahan.ingest.head.Sparse;
import io.qahan.schemas.avro.MaskedFeatures;
import java.util.Arrays;

/**
 * Tells whether features that come under an id that has features already are of the same image:
 * sent again, or answered once more with another mask. Where the hashes of both images are known,
 * they say it. Else two kept features of one place say it that differ, or all features that are the
 * same. Where the features say nothing (other masks, another model), the time of the image does, as
 * its sender gave it.
 */
final class SameImage {
  /** One image's features differ by less from processor to processor. */
  private static final float TOLERANCE = 1e-3f;

  private SameImage() {}

  /**
   * @param hash of the image that is known; empty if it is not told
   * @param otherHash of the one that comes; empty if it is not told
   */
  static boolean of(String hash, MaskedFeatures known, String otherHash, MaskedFeatures comes) {
    if (!hash.isEmpty() && !otherHash.isEmpty()) {
      return hash.equals(otherHash);
    }
    boolean sameTime = known.getEventTime().equals(comes.getEventTime());
    if (!known.getConvVersion().equals(comes.getConvVersion())
        || !known.getModelVersion().equals(comes.getModelVersion())) {
      return sameTime;
    }
    Sparse one = Sparse.of(known.getFeatures());
    Sparse other = Sparse.of(comes.getFeatures());
    if (one.size() != other.size() || differ(one, other)) {
      return false;
    }
    return sameTime || Arrays.equals(one.indices(), other.indices());
  }

  /** Whether a feature that both have is another in each. Indices ascend. */
  private static boolean differ(Sparse one, Sparse other) {
    int i = 0;
    int j = 0;
    while (i < one.listed() && j < other.listed()) {
      int order = Integer.compare(one.indices()[i], other.indices()[j]);
      if (order == 0 && !near(one.values()[i], other.values()[j])) {
        return true;
      }
      i += order <= 0 ? 1 : 0;
      j += order >= 0 ? 1 : 0;
    }
    return false;
  }

  private static boolean near(float a, float b) {
    float scale = Math.max(1, Math.max(Math.abs(a), Math.abs(b)));
    return Math.abs(a - b) <= TOLERANCE * scale;
  }
}
