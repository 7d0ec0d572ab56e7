package io.qahan.trainer.experiment.online;

import io.qahan.trainer.attention.Mechanism;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/**
 * One stream of an online experiment.
 *
 * @param mechanism what masks the features
 * @param delay images that come between an image and its label; 0: the label comes at once
 * @param drift planted in the middle
 * @param gated whether a head has to be no worse than the live one to be published
 */
record OnlinePlan(Mechanism mechanism, int delay, PlantedDrift drift, boolean gated) {
  private static final List<Mechanism> MECHANISMS =
      List.of(
          Mechanism.QAHAM,
          Mechanism.MNIH,
          Mechanism.ELSAYED,
          Mechanism.TOPK,
          Mechanism.RANDOM,
          Mechanism.NONE);
  private static final int DELAY_SHARE = 20;
  private static final int LONG_DELAY_SHARE = 4;

  /**
   * All streams of an experiment of so many images each.
   *
   * @param leftOut mechanisms that it does without
   */
  static List<OnlinePlan> all(int images, Collection<Mechanism> leftOut) {
    int delay = images / DELAY_SHARE;
    List<OnlinePlan> plans = new ArrayList<>();
    for (PlantedDrift drift : PlantedDrift.values()) {
      MECHANISMS.stream()
          .filter(mechanism -> !leftOut.contains(mechanism))
          .forEach(mechanism -> plans.add(new OnlinePlan(mechanism, delay, drift, true)));
      plans.add(new OnlinePlan(Mechanism.QAHAM, delay, drift, false));
    }
    plans.add(new OnlinePlan(Mechanism.QAHAM, 0, PlantedDrift.NONE, true));
    plans.add(new OnlinePlan(Mechanism.QAHAM, images / LONG_DELAY_SHARE, PlantedDrift.NONE, true));
    return plans;
  }

  /** For files: no two plans of an experiment share one. */
  String slug() {
    return String.format(
        Locale.ROOT,
        "%s-labels%d-drift-%s%s",
        mechanism.slug(),
        delay,
        drift.name().toLowerCase(Locale.ROOT),
        gated ? "" : "-nogate");
  }

  /** For people. */
  String label() {
    return String.format(
        Locale.ROOT, "%s, labels %d late%s", mechanism.title(), delay, gated ? "" : ", no gate");
  }
}
