package io.qahan.trainer.experiment;

import io.qahan.trainer.attention.Mechanism;
import io.qahan.trainer.experiment.report.Claim;
import io.qahan.trainer.experiment.report.FinishedRun;
import io.qahan.trainer.experiment.report.Interval;
import io.qahan.trainer.experiment.report.Report;
import io.qahan.trainer.experiment.report.SeededRuns;
import io.qahan.trainer.paper.history.Epoch;
import io.qahan.trainer.paper.network.Score;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * Every number that the paper's text gives, all for MNIST, judged in both directions by where
 * trainings ended. The paper does not say whether its training figures were taken with dropout, so
 * QAHAN's are judged both ways.
 */
final class PaperClaims {
  /** What the report has to say of the measures. */
  static final String MEASURES =
      """
      A range is judged in both directions by the last epoch: what is better than the range is not the \
      paper's figure either. ± is half a 95 % interval: over seeds by Student's t where there are \
      several, otherwise two standard errors of an accuracy on so many test images; of a single \
      training's loss no interval is known, so none is given. Where an end of the paper's range lies \
      within the interval, the claim cannot be judged. In brackets the least and the largest value over \
      all epochs of all seeds, as the paper may have meant its ranges so.\
      """;

  /** The paper's ranges of one mechanism, by noise. */
  private record Ranges(Range trainAccuracy, Range testAccuracy, Range trainLoss, Range testLoss) {}

  private record Range(double low, double high) {}

  private static final Ranges QAHAN =
      new Ranges(
          new Range(0.996, 0.999),
          new Range(0.99, 1),
          new Range(0.003, 0.013),
          new Range(0.0002, 0.058));

  /** From the epoch after this one on, QAHAN's training loss is to be below {@link #SETTLED}. */
  private static final int SETTLES = 5;

  private static final double SETTLED = 0.0049;

  private final List<SeededRuns> all;
  private final int watched;
  private final int everyTest;
  private final List<Claim> claims = new ArrayList<>();

  private PaperClaims(List<SeededRuns> all, int watched, int everyTest) {
    this.all = all;
    this.watched = watched;
    this.everyTest = everyTest;
  }

  /**
   * Without noise.
   *
   * @param watched test images after each epoch
   * @param everyTest all of them
   */
  static List<Claim> of(List<SeededRuns> all, int watched, int everyTest) {
    PaperClaims paper = new PaperClaims(all, watched, everyTest);
    paper.qahan();
    paper.mnih();
    paper.elsayed();
    return paper.claims;
  }

  /** Under a noise of the paper's. */
  static List<Claim> underNoise(List<SeededRuns> all, double noise, int watched, int everyTest) {
    PaperClaims paper = new PaperClaims(all, watched, everyTest);
    boolean weak = noise == NoiseClaims.WEAK;
    SeededRuns.find(all, Mechanism.QAHAM, noise)
        .ifPresent(
            same -> {
              paper.testAccuracies(same, weak ? 0.98 : 0.96, 1);
              paper.trainLoss(same, weak ? new Range(0.0043, 0.0185) : new Range(0.0079, 0.0212));
            });
    SeededRuns.find(all, Mechanism.MNIH, noise)
        .ifPresent(
            same ->
                paper.trainLoss(
                    same, weak ? new Range(0.0114, 0.0464) : new Range(0.0041, 0.0499)));
    SeededRuns.find(all, Mechanism.ELSAYED, noise)
        .ifPresent(
            same ->
                paper.trainLoss(
                    same, weak ? new Range(0.1750, 0.5780) : new Range(0.1769, 0.5044)));
    return paper.claims;
  }

  /**
   * How many of the paper's four figures for QAHAN lie in its ranges.
   *
   * @param train the training's own score
   * @param test what is taken for its test score
   */
  static int inRange(Score train, Score test) {
    int in = 0;
    in += isIn(QAHAN.trainAccuracy(), train.accuracy()) ? 1 : 0;
    in += isIn(QAHAN.trainLoss(), train.loss()) ? 1 : 0;
    in += isIn(QAHAN.testAccuracy(), test.accuracy()) ? 1 : 0;
    in += isIn(QAHAN.testLoss(), test.loss()) ? 1 : 0;
    return in;
  }

  private static boolean isIn(Range range, double value) {
    return value >= range.low() && value <= range.high();
  }

  /**
   * The paper's ranges for QAHAN, for people: training accuracy and loss, test accuracy and loss.
   */
  static List<String> ranges() {
    return List.of("0.996 to 0.999", "0.003 to 0.013", "0.99 to 1", "0.0002 to 0.058");
  }

  private void qahan() {
    SeededRuns.find(all, Mechanism.QAHAM, 0)
        .ifPresent(
            same -> {
              trainAccuracy(same, QAHAN.trainAccuracy());
              trainLoss(same, QAHAN.trainLoss());
              settles(same);
              fallsFromTheSecond(same);
              testAccuracies(same, QAHAN.testAccuracy().low(), QAHAN.testAccuracy().high());
              testLoss(same, QAHAN.testLoss());
            });
  }

  private void mnih() {
    SeededRuns.find(all, Mechanism.MNIH, 0)
        .ifPresent(
            same -> {
              below(same, "training accuracy", 0.95, epoch -> epoch.train().accuracy());
              testAccuracies(same, 0.89, 0.99);
              belowOnTests(same, "the conclusion's limit", 0.95);
              trainLoss(same, new Range(0.2, 0.99));
            });
  }

  private void elsayed() {
    SeededRuns.find(all, Mechanism.ELSAYED, 0)
        .ifPresent(
            same -> {
              below(same, "training accuracy", 0.85, epoch -> epoch.train().accuracy());
              belowOnTests(same, "the text's limit", 0.94);
              belowOnTests(same, "the conclusion's limit", 0.89);
              trainLoss(same, new Range(0.49, 1.15));
            });
  }

  private void trainAccuracy(SeededRuns same, Range range) {
    claims.add(
        withEpochs(
            Claim.accuracyWithin(
                same.label() + ", training accuracy, with dropout",
                range.low(),
                range.high(),
                same.last(epoch -> epoch.train().accuracy())),
            same,
            epoch -> epoch.train().accuracy()));
    claims.add(
        Claim.accuracyWithin(
            same.label() + ", training accuracy, without dropout",
            range.low(),
            range.high(),
            same.over(run -> run.network().last().trainingImages().accuracy())));
  }

  private void trainLoss(SeededRuns same, Range range) {
    claims.add(
        withEpochs(
            Claim.within(
                same.label() + ", training loss, with dropout",
                range.low(),
                range.high(),
                same.last(epoch -> epoch.train().loss())),
            same,
            epoch -> epoch.train().loss()));
    claims.add(
        Claim.within(
            same.label() + ", training loss, without dropout",
            range.low(),
            range.high(),
            same.over(run -> run.network().last().trainingImages().loss())));
  }

  /** Judged by the epoch right after: later ones may well be lower. */
  private void settles(SeededRuns same) {
    if (same.epochs() <= SETTLES) {
      claims.add(
          Claim.open(
              same.label() + ", training loss after epoch 5",
              "below " + SETTLED,
              "too few epochs"));
      return;
    }
    claims.add(
        Claim.below(
            same.label() + ", training loss of epoch 6, with dropout",
            SETTLED,
            same.over(run -> run.epochs().get(SETTLES).train().loss())));
    claims.add(
        Claim.below(
            same.label() + ", lowest training loss of any epoch, with dropout",
            SETTLED,
            same.over(
                run ->
                    run.epochs().stream().mapToDouble(e -> e.train().loss()).min().orElseThrow())));
  }

  private void fallsFromTheSecond(SeededRuns same) {
    if (same.epochs() < 2) {
      return;
    }
    Interval first = same.over(run -> run.epochs().get(0).train().loss());
    Interval second = same.over(run -> run.epochs().get(1).train().loss());
    claims.add(
        Claim.open(
            same.label() + ", training loss falls rapidly from epoch 2",
            "no number",
            "%s in the first epoch, %s in the second".formatted(first.text(), second.text())));
  }

  private void testAccuracies(SeededRuns same, double low, double high) {
    claims.add(
        withEpochs(
            Claim.accuracyWithin(
                same.label() + ", test accuracy, last epoch",
                low,
                high,
                same.accuracy(run -> run.lastEpoch().test().accuracy(), watched)),
            same,
            epoch -> epoch.test().accuracy()));
    claims.add(
        Claim.accuracyWithin(
            same.label() + ", accuracy on all test images",
            low,
            high,
            same.everyTestImage(everyTest)));
  }

  private void testLoss(SeededRuns same, Range range) {
    claims.add(
        withEpochs(
            Claim.within(
                same.label() + ", test loss, last epoch",
                range.low(),
                range.high(),
                same.last(epoch -> epoch.test().loss())),
            same,
            epoch -> epoch.test().loss()));
    claims.add(
        Claim.within(
            same.label() + ", loss on all test images",
            range.low(),
            range.high(),
            same.over(run -> run.network().last().everyTestImage().loss())));
  }

  private void below(SeededRuns same, String what, double high, ToDoubleFunction<Epoch> figure) {
    claims.add(
        withEpochs(
            Claim.below("%s, %s".formatted(same.label(), what), high, same.last(figure)),
            same,
            figure));
  }

  private void belowOnTests(SeededRuns same, String whose, double high) {
    claims.add(
        Claim.below(
            "%s, accuracy on all test images, %s".formatted(same.label(), whose),
            high,
            same.everyTestImage(everyTest)));
  }

  /** With the least and the largest value of any epoch of any seed. */
  private static Claim withEpochs(Claim claim, SeededRuns same, ToDoubleFunction<Epoch> figure) {
    double[] values =
        same.runs().stream()
            .map(FinishedRun::epochs)
            .flatMap(List::stream)
            .mapToDouble(figure)
            .sorted()
            .toArray();
    return new Claim(
        claim.text(),
        claim.paper(),
        String.format(
            Locale.ROOT,
            "%s (%s to %s)",
            claim.measured(),
            Report.digits(values[0]),
            Report.digits(values[values.length - 1])),
        claim.verdict());
  }
}
