package io.qahan.schemas.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NonZeroFloatsTest {
  @ParameterizedTest
  @ValueSource(doubles = {0, 0.01, 0.26, 0.5, 0.9, 1})
  void shouldGiveBackEveryBit(double dense) {
    SplittableRandom random = new SplittableRandom(1);
    for (int length = 1; length < 200; length++) {
      float[] array = new float[length];
      for (int i = 0; i < length; i++) {
        array[i] = random.nextDouble() < dense ? Float.intBitsToFloat(random.nextInt()) : 0;
      }
      assertThat(bitsOf(NonZeroFloats.of(array).toArray(length))).isEqualTo(bitsOf(array));
    }
  }

  @Test
  void shouldKeepANegativeZero() {
    float[] array = {0, 0, 0, -0f, 0, 0, 0, 0, 0};
    assertThat(bitsOf(NonZeroFloats.of(array).toArray(9))).isEqualTo(bitsOf(array));
  }

  @Test
  void shouldTakeLittleWhereMostAreZeroAndNoMoreWhereNoneIs() {
    float[] array = new float[1000];
    for (int i = 0; i < 1000; i += 4) {
      array[i] = i + 1;
    }
    assertThat(sizeOf(NonZeroFloats.of(array))).isLessThanOrEqualTo(250 * 4 + 125);
    Arrays.fill(array, 3);
    assertThat(sizeOf(NonZeroFloats.of(array))).isEqualTo(4000);
  }

  @Test
  void shouldRefuseWhatIsNoArrayOfThatLength() {
    NonZeroFloats sparse = NonZeroFloats.of(new float[] {0, 0, 0, 0, 0, 0, 7, 0});
    assertThatThrownBy(() -> sparse.toArray(6)).isInstanceOf(IllegalArgumentException.class);
    assertThat(sparse.toArray(9)).hasSize(9);
    NonZeroFloats dense = NonZeroFloats.of(new float[] {1, 2});
    assertThatThrownBy(() -> dense.toArray(3)).hasMessageContaining("no array of 3");
    NonZeroFloats wrong =
        new NonZeroFloats(ByteBuffer.wrap(new byte[] {3}), LittleEndian.floats(new float[] {1}));
    assertThatThrownBy(() -> wrong.toArray(8)).isInstanceOf(IllegalArgumentException.class);
  }

  private static int sizeOf(NonZeroFloats floats) {
    return floats.places().remaining() + floats.values().remaining();
  }

  private static int[] bitsOf(float[] array) {
    int[] bits = new int[array.length];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = Float.floatToRawIntBits(array[i]);
    }
    return bits;
  }
}
