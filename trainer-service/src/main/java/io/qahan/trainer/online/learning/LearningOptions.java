package io.qahan.trainer.online.learning;

import io.qahan.trainer.gradient.DropoutMask;
import io.qahan.trainer.online.gate.DriftOptions;
import io.qahan.trainer.settings.DriftAction;
import java.util.Locale;

/**
 * How the head is trained online. Part of what makes a replay equal: change one and the same log
 * gives other heads.
 *
 * @param batch examples to a step
 * @param learningRate Adam's
 * @param dropout share of kept features dropped while training
 * @param seed of the dropout
 * @param publishEvery steps from one look at the gate to the next
 * @param gated whether a head must be no worse than the live one to be published
 * @param drift when more errors count as drift
 * @param action what is done then
 * @param boost steps after drift was noticed that {@link DriftAction#BOOST} makes at {@value
 *     #FASTER} times the learning rate; 0 for any other action
 */
public record LearningOptions(
    int batch,
    double learningRate,
    double dropout,
    long seed,
    int publishEvery,
    boolean gated,
    DriftOptions drift,
    DriftAction action,
    int boost) {
  /** How many times the learning rate a boost is. */
  public static final int FASTER = 5;

  /** With the gate and the default test for drift, and nothing done about it. */
  public LearningOptions(
      int batch, double learningRate, double dropout, long seed, int publishEvery) {
    this(
        batch,
        learningRate,
        dropout,
        seed,
        publishEvery,
        true,
        DriftOptions.DEFAULT,
        DriftAction.NONE,
        0);
  }

  public LearningOptions {
    if (batch < 1 || publishEvery < 1) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "batch [%d] and publish every [%d] steps must be at least 1",
              batch,
              publishEvery));
    }
    if (!(learningRate > 0 && learningRate < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "learning rate [%s] must be above 0; the paper's is 0.001".formatted(learningRate));
    }
    DropoutMask.checkRate(dropout);
    if (boost < 0 || (boost > 0) != (action == DriftAction.BOOST)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "boost [%d] must be above 0 steps for [%s], and 0 for any other action than it",
              boost,
              DriftAction.BOOST));
    }
  }

  /** The same with another seed. */
  LearningOptions withSeed(long seed) {
    return new LearningOptions(
        batch, learningRate, dropout, seed, publishEvery, gated, drift, action, boost);
  }

  /** The same, but every head that is due is published. */
  public LearningOptions withoutGate() {
    return new LearningOptions(
        batch, learningRate, dropout, seed, publishEvery, false, drift, action, boost);
  }

  /** The same with another test for drift. */
  public LearningOptions withDrift(DriftOptions drift) {
    return new LearningOptions(
        batch, learningRate, dropout, seed, publishEvery, gated, drift, action, boost);
  }

  /**
   * The same, but something else is done when drift was noticed.
   *
   * @param steps of a boost; of no account for any other action
   */
  public LearningOptions withAction(DriftAction action, int steps) {
    return new LearningOptions(
        batch,
        learningRate,
        dropout,
        seed,
        publishEvery,
        gated,
        drift,
        action,
        action == DriftAction.BOOST ? steps : 0);
  }
}
