package io.qahan.trainer.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import io.qahan.ingest.conv.PyTorchEngine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ResumableAdamTest {
  private static final float[] START = {0.5f, -1f, 2f, 0f};

  private final NDManager manager = PyTorchEngine.newManager();

  @AfterEach
  void close() {
    manager.close();
  }

  private NDArray gradientOf(int step) {
    return manager.create(new float[] {0.1f * step, -0.3f, 1f / step, (float) Math.sin(step)});
  }

  private void steps(Optimizer adam, NDArray weight, int from, int to) {
    for (int step = from; step <= to; step++) {
      adam.update("w", weight, gradientOf(step));
    }
  }

  @Test
  void shouldStepAsDjlsOwnAdamDoes() {
    NDArray ours = manager.create(START.clone());
    NDArray theirs = manager.create(START.clone());
    steps(new ResumableAdam(manager, 0.01f), ours, 1, 20);
    steps(Optimizer.adam().optLearningRateTracker(Tracker.fixed(0.01f)).build(), theirs, 1, 20);
    assertThat(ours.toFloatArray()).isEqualTo(theirs.toFloatArray()).isNotEqualTo(START);
  }

  @Test
  void shouldFollowAScheduleAsDjlsOwnAdamDoes() {
    NDArray ours = manager.create(START.clone());
    NDArray theirs = manager.create(START.clone());
    Tracker falling =
        Tracker.cosine().setBaseValue(0.01f).optFinalValue(0).setMaxUpdates(20).build();
    steps(new ResumableAdam(manager, falling), ours, 1, 20);
    steps(Optimizer.adam().optLearningRateTracker(falling).build(), theirs, 1, 20);
    assertThat(ours.toFloatArray()).isEqualTo(theirs.toFloatArray()).isNotEqualTo(START);
  }

  /** Loshchilov and Hutter, 2019, algorithm 2: what decays does not pass through the moments. */
  @Test
  void shouldDecayWeightsApartFromTheirGradients() {
    NDArray plain = manager.create(START.clone());
    NDArray decaying = manager.create(START.clone());
    ResumableAdam adam = new ResumableAdam(manager, Tracker.fixed(0.01f));
    ResumableAdam adamW = new ResumableAdam(manager, Tracker.fixed(0.01f), 0.1f);
    float[] expected = START.clone();
    for (int step = 1; step <= 20; step++) {
      float[] before = plain.toFloatArray();
      adam.update("w", plain, gradientOf(step));
      adamW.update("w", decaying, gradientOf(step));
      float[] after = plain.toFloatArray();
      for (int i = 0; i < expected.length; i++) {
        expected[i] = expected[i] * (1 - 0.01f * 0.1f) + after[i] - before[i];
      }
    }
    float[] got = decaying.toFloatArray();
    for (int i = 0; i < expected.length; i++) {
      assertThat(got[i]).isCloseTo(expected[i], within(1e-5f));
    }
    assertThat(got[2]).isLessThan(plain.toFloatArray()[2] - 0.02f);
    assertThat(adamW.momentsOf("w", decaying).second())
        .isEqualTo(adam.momentsOf("w", plain).second());
  }

  @Test
  void shouldMoveByTheLearningRateInItsFirstStep() {
    NDArray weight = manager.create(START.clone());
    new ResumableAdam(manager, 0.01f).update("w", weight, gradientOf(1));
    float[] moved = weight.toFloatArray(); // m / sqrt(v) is 1 in the first step
    assertThat(moved[0]).isCloseTo(START[0] - 0.01f, within(1e-6f));
    assertThat(moved[1]).isCloseTo(START[1] + 0.01f, within(1e-6f));
  }

  @Test
  void shouldGoOnAsIfUnbrokenWhenMomentsAreRestored() {
    NDArray unbroken = manager.create(START.clone());
    steps(new ResumableAdam(manager, 0.01f), unbroken, 1, 20);

    NDArray broken = manager.create(START.clone());
    ResumableAdam first = new ResumableAdam(manager, 0.01f);
    steps(first, broken, 1, 7);
    AdamMoments saved = first.momentsOf("w", broken);
    NDArray resumed = manager.create(broken.toFloatArray());
    ResumableAdam second = new ResumableAdam(manager, 0.01f);
    second.restore("w", resumed, saved);
    steps(second, resumed, 8, 20);

    assertThat(saved.steps()).isEqualTo(7);
    assertThat(resumed.toFloatArray()).isEqualTo(unbroken.toFloatArray());
  }

  @Test
  void shouldRefuseMomentsOfAnotherShape() {
    NDArray weight = manager.create(START.clone());
    AdamMoments other = new AdamMoments(1, new float[3], new float[3]);
    assertThatThrownBy(() -> new ResumableAdam(manager, 0.01f).restore("w", weight, other))
        .hasMessageContaining("[3]")
        .hasMessageContaining("[w]");
  }
}
