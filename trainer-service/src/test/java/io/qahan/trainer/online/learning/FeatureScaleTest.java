package io.qahan.trainer.online.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qahan.ingest.head.Sparse;
import io.qahan.schemas.avro.TrainingState;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import org.junit.jupiter.api.Test;

class FeatureScaleTest {
  private static Sparse of(float value) {
    return new Sparse(3, new int[] {0, 2}, new float[] {0, value});
  }

  private static FeatureScale used(float value, int times) {
    FeatureScale scale = new FeatureScale();
    for (int i = 0; i < times; i++) {
      scale.admits(of(value));
    }
    return scale;
  }

  @Property
  void featuresOfAnOrdinarySizeAreAllTaken(
      @ForAll @FloatRange(min = 0, max = 60) float one,
      @ForAll @FloatRange(min = -60, max = 0) float other) {
    FeatureScale scale = used(10, 50);

    assertThat(scale.admits(of(one))).isTrue();
    assertThat(scale.admits(of(other))).isTrue();
  }

  @Property
  void oneAbsurdValueIsRefusedAndChangesNextToNothing(
      @ForAll @FloatRange(min = 1e4f, max = Float.MAX_VALUE) float absurd) {
    FeatureScale scale = used(10, 50);
    double before = scale.limit();

    assertThat(scale.admits(of(absurd))).isFalse();
    assertThat(scale.admits(of(-absurd))).isFalse();
    assertThat(scale.limit()).isLessThan(1.2 * before);
  }

  @Property
  void anAbsurdFirstValueDoesNotKeepTheOthersOut(@ForAll float first) {
    FeatureScale scale = used(first, 1);

    assertThat(scale.admits(of(30))).isTrue();
  }

  @Test
  void featuresWhoseScaleHasReallyChangedAreTakenInTheEnd() {
    FeatureScale scale = used(10, 50);
    int refused = 0;
    while (!scale.admits(of(100_000))) {
      refused++;
    }

    assertThat(refused).isBetween(20, 100);
  }

  @Test
  void onlyWhatIsSettledIsSaved() {
    FeatureScale scale = used(10, 50);
    scale.settle();
    double settled = saved(scale);
    scale.admits(of(11));

    assertThat(saved(scale)).isEqualTo(settled);
    scale.settle();
    assertThat(saved(scale)).isNotEqualTo(settled);
  }

  private static double saved(FeatureScale scale) {
    TrainingState.Builder state = TrainingState.newBuilder();
    scale.saveTo(state);
    return state.getFeatureScale();
  }

  @Test
  void aSavedScaleThatIsNoNumberIsRefused() {
    assertThatThrownBy(() -> FeatureScale.of(Double.NaN))
        .hasMessageContaining("feature scale is [NaN]");
  }
}
