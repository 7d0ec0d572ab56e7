package io.qahan.trainer.experiment;

import io.qahan.trainer.attention.Mechanism;
import io.qahan.trainer.experiment.report.Claim;
import io.qahan.trainer.experiment.report.Claim.Epochs;
import io.qahan.trainer.experiment.report.FinishedRun;
import io.qahan.trainer.experiment.report.Interval;
import io.qahan.trainer.experiment.report.Report;
import io.qahan.trainer.experiment.report.Scale;
import io.qahan.trainer.experiment.report.SeededRuns;
import io.qahan.trainer.paper.history.Epoch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
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
      QAHAN and a rival are compared over the epochs that both were trained, seed by seed where there \
      are several; ± is half the 95 % interval of the difference, and a difference within it is not \
      judged. Faster: fewer epochs until the test accuracy is 0.99 of the best that the lesser of the \
      two reaches, whichever way two standard errors of a test accuracy move the curves; so each has a \
      least and a most. Smoother: a smaller mean bend (second difference, without its sign) of the \
      test curve over the later half of the epochs; of single trainings the interval is two standard \
      errors of the difference between the means, as if bends were independent of each other, which \
      makes it too narrow rather than too wide.\
      """;

  static final List<Mechanism> RIVALS = List.of(Mechanism.MNIH, Mechanism.ELSAYED);
  private static final double CONVERGED = 0.99;
  private static final int FEWEST_TO_BEND = 10;

  private RivalClaims() {}

  /** Of trainings that differ in mechanism and seed alone, at this scale. */
  static List<Claim> of(List<SeededRuns> runs, Scale scale) {
    int all = scale.dataset().open().test().size();
    int watched = Math.min(all, scale.testImages());
    List<Claim> claims = new ArrayList<>();
    Optional<SeededRuns> ours = by(Mechanism.QAHAM, runs);
    for (Mechanism rival : RIVALS) {
      Optional<SeededRuns> theirs = by(rival, runs);
      if (ours.isPresent() && theirs.isPresent()) {
        String pair = "%s beside %s, ".formatted(ours.get().label(), theirs.get().label());
        claims.add(onAllTestImages(pair, ours.get(), theirs.get(), all));
        claims.addAll(overTheEpochs(pair, ours.get(), theirs.get(), watched));
      }
    }
    return claims;
  }

  private static Optional<SeededRuns> by(Mechanism mechanism, List<SeededRuns> runs) {
    return runs.stream().filter(run -> run.plan().attention().mechanism() == mechanism).findFirst();
  }

  private static Claim onAllTestImages(
      String pair, SeededRuns ours, SeededRuns theirs, int images) {
    return Claim.above(
        String.format(
            Locale.ROOT,
            "%saccuracy on all test images after %d and %d epochs",
            pair,
            ours.epochs(),
            theirs.epochs()),
        ours.everyTestImage(images).middle(),
        theirs.everyTestImage(images).middle(),
        ours.above(theirs, run -> run.network().last().everyTestImage().accuracy(), images));
  }

  private static List<Claim> overTheEpochs(
      String pair, SeededRuns ours, SeededRuns theirs, int images) {
    int epochs = Math.min(ours.epochs(), theirs.epochs());
    ToDoubleFunction<FinishedRun> then = run -> run.epochs().get(epochs - 1).test().accuracy();
    List<Claim> claims = new ArrayList<>();
    claims.add(
        Claim.above(
            String.format(Locale.ROOT, "%stest accuracy after epoch %d", pair, epochs),
            ours.over(then).middle(),
            theirs.over(then).middle(),
            ours.above(theirs, then, images)));
    double[] first = meanCurve(ours, epochs);
    double[] second = meanCurve(theirs, epochs);
    double reached = CONVERGED * Math.min(largest(first), largest(second));
    claims.add(
        Claim.faster(
            "%sepochs to a test accuracy of %s".formatted(pair, Report.digits(reached)),
            epochsTo(reached, first, images * ours.runs().size()),
            epochsTo(reached, second, images * theirs.runs().size())));
    if (epochs >= FEWEST_TO_BEND) {
      claims.add(
          smoother(
              pair + "bend of the test accuracy", ours, theirs, epochs, e -> e.test().accuracy()));
      claims.add(
          smoother(pair + "bend of the test loss", ours, theirs, epochs, e -> e.test().loss()));
    }
    return claims;
  }

  private static Claim smoother(
      String text, SeededRuns ours, SeededRuns theirs, int epochs, ToDoubleFunction<Epoch> value) {
    ToDoubleFunction<FinishedRun> bend =
        run -> Arrays.stream(bends(curve(run, epochs, value))).average().orElseThrow();
    boolean seeded = Math.min(ours.runs().size(), theirs.runs().size()) > 1;
    Interval difference =
        seeded
            ? ours.paired(theirs, bend)
            : meanOf(bends(curve(ours.runs().get(0), epochs, value)))
                .minus(meanOf(bends(curve(theirs.runs().get(0), epochs, value))));
    return Claim.lower(
        text, "smoother", ours.over(bend).middle(), theirs.over(bend).middle(), difference);
  }

  /** Their mean, and two standard errors of it. */
  private static Interval meanOf(double[] values) {
    double mean = DoubleStream.of(values).average().orElseThrow();
    double squares = DoubleStream.of(values).map(v -> (v - mean) * (v - mean)).sum();
    int freedom = Math.max(1, values.length - 1);
    return new Interval(mean, 2 * Math.sqrt(squares / freedom / values.length));
  }

  private static double[] curve(FinishedRun run, int epochs, ToDoubleFunction<Epoch> value) {
    return run.epochs().stream().limit(epochs).mapToDouble(value).toArray();
  }

  private static double[] meanCurve(SeededRuns same, int epochs) {
    return IntStream.range(0, epochs)
        .mapToDouble(i -> same.over(run -> run.epochs().get(i).test().accuracy()).middle())
        .toArray();
  }

  private static double largest(double[] curve) {
    return DoubleStream.of(curve).max().orElseThrow();
  }

  private static Epochs epochsTo(double reached, double[] curve, int images) {
    double chance = Interval.ofShare(Math.min(1, reached), images).half();
    return new Epochs(firstAbove(reached - chance, curve), firstAbove(reached + chance, curve));
  }

  private static int firstAbove(double reached, double[] curve) {
    return IntStream.range(0, curve.length)
        .filter(i -> curve[i] >= reached)
        .map(i -> i + 1)
        .findFirst()
        .orElse(Integer.MAX_VALUE);
  }

  /** |x(e-1) - 2 x(e) + x(e+1)| over the later half. */
  private static double[] bends(double[] curve) {
    return IntStream.range(curve.length / 2 + 1, curve.length - 1)
        .mapToDouble(i -> Math.abs(curve[i - 1] - 2 * curve[i] + curve[i + 1]))
        .toArray();
  }
}
