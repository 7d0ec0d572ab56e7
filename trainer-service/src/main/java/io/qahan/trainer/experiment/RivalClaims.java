package io.qahan.trainer.experiment;

import io.qahan.trainer.attention.Mechanism;
import io.qahan.trainer.experiment.report.Claim;
import io.qahan.trainer.experiment.report.FinishedRun;
import io.qahan.trainer.experiment.report.Report;
import io.qahan.trainer.experiment.report.Scale;
import io.qahan.trainer.paper.history.Epoch;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * What the paper's abstract says of QAHAN beside two traditional hard attentions: that it converges
 * faster and that its accuracy and loss curves are smoother; and what its plots show, that it ends
 * above them. The paper has no measure of the first two, so these are ours. Epoch by epoch, as far
 * as both were trained.
 */
final class RivalClaims {
  /** What the report has to say of the measures. */
  static final String MEASURES =
      """
      QAHAN and a rival are compared over the epochs that both were trained. Faster: fewer epochs \
      until the test accuracy is 0.99 of the best that the lesser of the two reaches. Smoother: a \
      smaller mean bend (second difference, without its sign) of the test curve over the later half \
      of the epochs. Chance: two standard errors of the difference between two accuracies; nothing \
      within it is judged. One seed.\
      """;

  static final List<Mechanism> RIVALS = List.of(Mechanism.MNIH, Mechanism.ELSAYED);
  private static final double CONVERGED = 0.99;
  private static final int FEWEST_TO_BEND = 6;

  private RivalClaims() {}

  /** Of trainings that differ in the mechanism alone, at this scale. */
  static List<Claim> of(List<FinishedRun> runs, Scale scale) {
    int all = scale.dataset().open().test().size();
    List<Claim> claims = new ArrayList<>();
    for (FinishedRun ours : by(Mechanism.QAHAM, runs)) {
      for (Mechanism rival : RIVALS) {
        for (FinishedRun theirs : by(rival, runs)) {
          String pair = "%s beside %s, ".formatted(ours.plan().label(), theirs.plan().label());
          claims.add(onAllTestImages(pair, ours, theirs, all));
          claims.addAll(overTheEpochs(pair, ours, theirs, Math.min(all, scale.testImages())));
        }
      }
    }
    return claims;
  }

  private static List<FinishedRun> by(Mechanism mechanism, List<FinishedRun> runs) {
    return runs.stream().filter(run -> run.plan().attention().mechanism() == mechanism).toList();
  }

  private static Claim onAllTestImages(
      String pair, FinishedRun ours, FinishedRun theirs, int images) {
    double first = ours.network().last().everyTestImage().accuracy();
    double second = theirs.network().last().everyTestImage().accuracy();
    return Claim.above(
        String.format(
            Locale.ROOT,
            "%saccuracy on all test images after %d and %d epochs",
            pair,
            ours.epochs().size(),
            theirs.epochs().size()),
        first,
        second,
        Claim.chance(images, first, second));
  }

  private static List<Claim> overTheEpochs(
      String pair, FinishedRun ours, FinishedRun theirs, int images) {
    int epochs = Math.min(ours.epochs().size(), theirs.epochs().size());
    double[] first = curve(ours, epochs, epoch -> epoch.test().accuracy());
    double[] second = curve(theirs, epochs, epoch -> epoch.test().accuracy());
    double reached = CONVERGED * Math.min(largest(first), largest(second));
    List<Claim> claims = new ArrayList<>();
    claims.add(
        Claim.above(
            String.format(Locale.ROOT, "%stest accuracy after epoch %d", pair, epochs),
            first[epochs - 1],
            second[epochs - 1],
            Claim.chance(images, first[epochs - 1], second[epochs - 1])));
    claims.add(
        Claim.faster(
            "%sepochs to a test accuracy of %s".formatted(pair, Report.digits(reached)),
            epochsTo(reached, first),
            epochsTo(reached, second)));
    if (epochs >= FEWEST_TO_BEND) {
      claims.add(
          Claim.below(
              pair + "bend of the test accuracy", "smoother", bend(first), bend(second), 0));
      ToDoubleFunction<Epoch> loss = epoch -> epoch.test().loss();
      claims.add(
          Claim.below(
              pair + "bend of the test loss",
              "smoother",
              bend(curve(ours, epochs, loss)),
              bend(curve(theirs, epochs, loss)),
              0));
    }
    return claims;
  }

  private static double[] curve(FinishedRun run, int epochs, ToDoubleFunction<Epoch> value) {
    return run.epochs().stream().limit(epochs).mapToDouble(value).toArray();
  }

  private static double largest(double[] curve) {
    return IntStream.range(0, curve.length).mapToDouble(i -> curve[i]).max().orElseThrow();
  }

  private static int epochsTo(double reached, double[] curve) {
    return 1
        + IntStream.range(0, curve.length)
            .filter(i -> curve[i] >= reached)
            .findFirst()
            .orElseThrow();
  }

  /** Mean of |x(e-1) - 2 x(e) + x(e+1)| over the later half. */
  private static double bend(double[] curve) {
    return IntStream.range(curve.length / 2 + 1, curve.length - 1)
        .mapToDouble(i -> Math.abs(curve[i - 1] - 2 * curve[i] + curve[i + 1]))
        .average()
        .orElseThrow();
  }
}
