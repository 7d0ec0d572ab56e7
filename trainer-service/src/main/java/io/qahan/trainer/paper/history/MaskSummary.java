package io.qahan.trainer.paper.history;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.qahan.trainer.attention.ChosenMask;
import java.util.List;

/**
 * How the masks of an epoch came out.
 *
 * @param images how many had a mask
 * @param energy mean E(mask); null if there were none
 * @param gap mean relative gap to the lower bound, over those where one is known; null if none is
 * @param kept mean number of features that were kept; null if all were
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record MaskSummary(long images, Double energy, Double gap, Double kept) {

  /** Adds up what batches had. For one thread. */
  public static final class Sums {
    private long images;
    private long solved;
    private long bounded;
    private double energy;
    private double gap;
    private double kept;

    /**
     * Adds a batch.
     *
     * @param kept how many features were kept, over the whole batch
     */
    public void add(int images, double kept, List<ChosenMask> masks) {
      this.images += images;
      this.kept += kept;
      for (ChosenMask mask : masks) {
        solved++;
        energy += mask.energy();
        mask.gap()
            .ifPresent(
                value -> {
                  bounded++;
                  gap += value;
                });
      }
    }

    public MaskSummary summary() {
      return new MaskSummary(images, mean(energy, solved), mean(gap, bounded), mean(kept, images));
    }

    private static Double mean(double sum, long count) {
      return count == 0 ? null : Double.valueOf(sum / count);
    }
  }
}
