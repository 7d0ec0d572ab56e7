package io.qahan.schemas.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class LittleEndianTest {
  @Property
  void shouldGiveBackFloats(@ForAll float[] values) {
    assertThat(LittleEndian.floats(LittleEndian.floats(values))).isEqualTo(values);
  }

  @Property
  void shouldGiveBackInts(@ForAll int[] values) {
    assertThat(LittleEndian.ints(LittleEndian.ints(values))).isEqualTo(values);
  }

  @Test
  void shouldPutTheLowByteFirst() {
    assertThat(LittleEndian.ints(new int[] {0x04030201}).array()).containsExactly(1, 2, 3, 4);
    assertThat(LittleEndian.floats(new float[] {1f}).array()).containsExactly(0, 0, 0x80, 0x3F);
  }

  @Test
  void shouldReadOnlyWhatRemainsAndLeaveThePositionAlone() {
    ByteBuffer bytes = ByteBuffer.wrap(new byte[] {9, 9, 9, 9, 1, 0, 0, 0}).position(4);

    assertThat(LittleEndian.ints(bytes)).containsExactly(1);
    assertThat(bytes.position()).isEqualTo(4);
  }

  @Test
  void shouldRefuseHalfAValue() {
    assertThatThrownBy(() -> LittleEndian.floats(ByteBuffer.allocate(6)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[6]");
  }
}
