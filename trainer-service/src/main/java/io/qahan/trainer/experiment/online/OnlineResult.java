package io.qahan.trainer.experiment.online;

import java.util.BitSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What came of a stream.
 *
 * @param images how many there were
 * @param right those that the live head of their moment classified rightly
 * @param drifts the labelled examples, from 1, at which drift was noticed
 * @param published heads
 * @param withheld heads that the gate kept back
 * @param onAnchors how many of them for older images alone
 */
record OnlineResult(
    OnlinePlan plan,
    int images,
    BitSet right,
    List<Long> drifts,
    int published,
    int withheld,
    int onAnchors) {
  private static final int WINDOWS = 40;
  private static final double AS_GOOD = 0.95;

  OnlineResult {
    right = (BitSet) right.clone();
    drifts = List.copyOf(drifts);
  }

  @Override
  public BitSet right() {
    return (BitSet) right.clone();
  }

  /** The curve of the answers. */
  StreamAnswers answers() {
    return new StreamAnswers(images, right, WINDOWS);
  }

  int window() {
    return answers().window();
  }

  int middle() {
    return answers().middle();
  }

  /** Share of right answers to images from {@code from} to before {@code to}. */
  double accuracy(int from, int to) {
    return answers().accuracy(from, to);
  }

  /** The accuracy of the last window before the middle. */
  double before() {
    return accuracy(middle() - window(), middle());
  }

  /**
   * Images after the middle, in whole windows, until a window's accuracy is at least 0.95 of {@link
   * #before}; empty: never, or nothing changed.
   */
  OptionalInt imagesToRecover() {
    return plan.drift() == PlantedDrift.NONE
        ? OptionalInt.empty()
        : answers().imagesTo(AS_GOOD * before());
  }

  /** Labels of changed images that it took to notice; empty: not noticed, or nothing changed. */
  OptionalLong labelsToNotice() {
    return plan.drift() == PlantedDrift.NONE
        ? OptionalLong.empty()
        : drifts.stream().mapToLong(at -> at - middle()).filter(after -> after > 0).findFirst();
  }

  /** Alarms that nothing planted explains, or that came again after the first. */
  int otherAlarms() {
    return drifts.size() - (labelsToNotice().isPresent() ? 1 : 0);
  }
}
