package io.qahan.trainer.experiment;

import io.qahan.ingest.dataset.DatasetLocation;
import io.qahan.trainer.attention.Mechanism;
import io.qahan.trainer.experiment.report.Claim;
import io.qahan.trainer.experiment.report.FinishedRun;
import io.qahan.trainer.experiment.report.Scale;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the paper says of noise: its figures for MNIST, and in its abstract that QAHAN stands noise
 * better than its rivals, which is judged by what each loses from the weaker noise to the stronger.
 */
final class NoiseClaims {
  /** The paper's intensities. */
  static final double WEAK = 0.2;

  static final double STRONG = 0.4;

  private NoiseClaims() {}

  static List<Claim> of(List<FinishedRun> runs, Scale scale) {
    List<Claim> claims = new ArrayList<>();
    for (double noise : new double[] {WEAK, STRONG}) {
      if (!(scale.dataset() instanceof DatasetLocation.Cifar10)) {
        find(runs, Mechanism.QAHAM, noise).ifPresent(run -> claims.addAll(figures(run)));
      }
      List<FinishedRun> same = runs.stream().filter(run -> run.plan().noise() == noise).toList();
      claims.addAll(RivalClaims.of(same, scale));
    }
    int images = scale.dataset().open().test().size();
    RivalClaims.RIVALS.forEach(rival -> lessLost(runs, rival, images).ifPresent(claims::add));
    return claims;
  }

  private static List<Claim> figures(FinishedRun run) {
    double low = run.plan().noise() == WEAK ? 0.98 : 0.96;
    String label = run.plan().label();
    return List.of(
        Claim.reaches(
            label + ", test accuracy, last epoch", low, 1, run.lastEpoch().test().accuracy()),
        Claim.reaches(label + ", accuracy on all test images", low, 1, onAllTestImages(run)));
  }

  /** Empty until all four trainings are there. */
  private static Optional<Claim> lessLost(List<FinishedRun> runs, Mechanism rival, int images) {
    Optional<FinishedRun> weak = find(runs, Mechanism.QAHAM, WEAK);
    Optional<FinishedRun> strong = find(runs, Mechanism.QAHAM, STRONG);
    Optional<FinishedRun> rivalWeak = find(runs, rival, WEAK);
    Optional<FinishedRun> rivalStrong = find(runs, rival, STRONG);
    if (weak.isEmpty() || strong.isEmpty() || rivalWeak.isEmpty() || rivalStrong.isEmpty()) {
      return Optional.empty();
    }
    double[] of = {
      onAllTestImages(weak.get()),
      onAllTestImages(strong.get()),
      onAllTestImages(rivalWeak.get()),
      onAllTestImages(rivalStrong.get())
    };
    return Optional.of(
        Claim.below(
            "QAHAN beside %s, accuracy lost from noise 0.2 to 0.4".formatted(rival.title()),
            "more robust",
            of[0] - of[1],
            of[2] - of[3],
            Claim.chance(images, of)));
  }

  private static double onAllTestImages(FinishedRun run) {
    return run.network().last().everyTestImage().accuracy();
  }

  private static Optional<FinishedRun> find(
      List<FinishedRun> runs, Mechanism mechanism, double noise) {
    return runs.stream()
        .filter(run -> run.plan().attention().mechanism() == mechanism)
        .filter(run -> run.plan().noise() == noise)
        .findFirst();
  }
}
