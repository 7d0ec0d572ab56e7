package io.qahan.trainer.experiment.online;

import io.qahan.trainer.attention.Mechanism;
import io.qahan.trainer.settings.DriftAction;
import io.qahan.trainer.settings.DriftDetection;
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
 * @param detection by which test drift is noticed
 * @param action what is done then
 * @param order of the images: which of several, from 0
 */
record OnlinePlan(
    Mechanism mechanism,
    int delay,
    PlantedDrift drift,
    boolean gated,
    DriftDetection detection,
    DriftAction action,
    int order) {
  /** Steps of a boost. */
  static final int BOOST_STEPS = 200;

  /** How many orders of a whole experiment's images its changes are streamed in. */
  private static final int ORDERS = 3;

  private static final List<Mechanism> MECHANISMS =
      List.of(
          Mechanism.QAHAM,
          Mechanism.MNIH,
          Mechanism.ELSAYED,
          Mechanism.TOPK,
          Mechanism.RANDOM,
          Mechanism.NONE);
  private static final List<DriftDetection> DETECTIONS =
      List.of(DriftDetection.NONE, DriftDetection.ADWIN, DriftDetection.PAGE_HINKLEY);
  private static final int DELAY_SHARE = 20;
  private static final int LONG_DELAY_SHARE = 4;

  /** With the default test for drift, and nothing done about it. */
  OnlinePlan(Mechanism mechanism, int delay, PlantedDrift drift, boolean gated) {
    this(mechanism, delay, drift, gated, DriftDetection.ADWIN, DriftAction.NONE, 0);
  }

  /**
   * Streams through every change, by every test for drift and with every action; those of one
   * change and order one after the other.
   *
   * @param isWhole whether the experiment is not cut short
   */
  static List<OnlinePlan> answers(int images, boolean isWhole) {
    List<OnlinePlan> plans = new ArrayList<>();
    for (int order = 0; order < (isWhole ? ORDERS : 1); order++) {
      for (PlantedDrift drift : PlantedDrift.values()) {
        for (DriftDetection detection : DETECTIONS) {
          for (DriftAction action : DriftAction.values()) {
            if (detection != DriftDetection.NONE || action == DriftAction.NONE) {
              plans.add(
                  new OnlinePlan(
                      Mechanism.QAHAM,
                      images / DELAY_SHARE,
                      drift,
                      true,
                      detection,
                      action,
                      order));
            }
          }
        }
      }
    }
    return plans;
  }

  /**
   * All streams of an experiment with mechanisms, of so many images each.
   *
   * @param leftOut mechanisms that it does without
   */
  static List<OnlinePlan> all(int images, Collection<Mechanism> leftOut) {
    int delay = images / DELAY_SHARE;
    List<OnlinePlan> plans = new ArrayList<>();
    for (PlantedDrift drift : PlantedDrift.OF_ALL_MECHANISMS) {
      MECHANISMS.stream()
          .filter(mechanism -> !leftOut.contains(mechanism))
          .forEach(mechanism -> plans.add(new OnlinePlan(mechanism, delay, drift, true)));
      plans.add(new OnlinePlan(Mechanism.QAHAM, delay, drift, false));
    }
    plans.add(new OnlinePlan(Mechanism.QAHAM, 0, PlantedDrift.NONE, true));
    plans.add(new OnlinePlan(Mechanism.QAHAM, images / LONG_DELAY_SHARE, PlantedDrift.NONE, true));
    return plans;
  }

  /** For files: no two streams of one list share one. */
  String slug() {
    return String.format(
        Locale.ROOT,
        "%s-labels%d-drift-%s%s%s",
        mechanism.slug(),
        delay,
        word(drift),
        gated ? "" : "-nogate",
        isDefault() ? "" : "-%s-%s-%s".formatted(word(detection), word(action), order));
  }

  /** For people. */
  String label() {
    return String.format(
        Locale.ROOT,
        "%s, labels %d late%s%s",
        mechanism.title(),
        delay,
        gated ? "" : ", no gate",
        isDefault()
            ? ""
            : ", detector %s, action %s, order %s"
                .formatted(word(detection), word(action), order + 1));
  }

  private boolean isDefault() {
    return detection == DriftDetection.ADWIN && action == DriftAction.NONE && order == 0;
  }

  /** As a setting has it. */
  static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
