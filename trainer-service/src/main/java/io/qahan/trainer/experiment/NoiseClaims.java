package io.qahan.trainer.experiment;

import io.qahan.ingest.dataset.DatasetLocation;
import io.qahan.trainer.attention.Mechanism;
import io.qahan.trainer.experiment.report.Claim;
import io.qahan.trainer.experiment.report.FinishedRun;
import io.qahan.trainer.experiment.report.Interval;
import io.qahan.trainer.experiment.report.Scale;
import io.qahan.trainer.experiment.report.SeededRuns;
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
    List<SeededRuns> all = SeededRuns.of(runs);
    int images = scale.dataset().open().test().size();
    int watched = Math.min(images, scale.testImages());
    List<Claim> claims = new ArrayList<>();
    for (double noise : new double[] {WEAK, STRONG}) {
      if (!(scale.dataset() instanceof DatasetLocation.Cifar10)) {
        claims.addAll(PaperClaims.underNoise(all, noise, watched, images));
      }
      claims.addAll(
          RivalClaims.of(
              all.stream().filter(same -> same.plan().noise() == noise).toList(), scale));
    }
    RivalClaims.RIVALS.forEach(rival -> lessLost(all, rival, images).ifPresent(claims::add));
    return claims;
  }

  /** Empty until all four kinds of training are there. */
  private static Optional<Claim> lessLost(List<SeededRuns> all, Mechanism rival, int images) {
    Optional<Interval> ours = lost(all, Mechanism.QAHAM, images);
    Optional<Interval> theirs = lost(all, rival, images);
    if (ours.isEmpty() || theirs.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        Claim.lower(
            "QAHAN beside %s, accuracy lost from noise 0.2 to 0.4".formatted(rival.title()),
            "more robust",
            ours.get().middle(),
            theirs.get().middle(),
            ours.get().minus(theirs.get())));
  }

  private static Optional<Interval> lost(List<SeededRuns> all, Mechanism mechanism, int images) {
    Optional<SeededRuns> weak = SeededRuns.find(all, mechanism, WEAK);
    Optional<SeededRuns> strong = SeededRuns.find(all, mechanism, STRONG);
    return weak.isEmpty() || strong.isEmpty()
        ? Optional.empty()
        : Optional.of(
            weak.get()
                .above(
                    strong.get(), run -> run.network().last().everyTestImage().accuracy(), images));
  }
}
