package io.qahan.ingest.head;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qahan.schemas.avro.SparseFeatures;
import java.nio.ByteBuffer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class SparseTest {

  @Test
  void shouldSurviveTheTripThroughItsRecord() {
    Sparse sparse = new Sparse(3136, new int[] {0, 7, 3135}, new float[] {1.5f, 0f, -2f});
    assertThat(Sparse.of(sparse.toRecord())).isEqualTo(sparse);
  }

  @Test
  void shouldAllowThatNothingIsKept() {
    Sparse nothing = new Sparse(10, new int[0], new float[0]);
    assertThat(Sparse.of(nothing.toRecord()).listed()).isZero();
  }

  @Test
  void shouldRefuseIndicesThatAreNotAscendingOrOutOfRange() {
    refuses(new int[] {3, 3}, "[3]");
    refuses(new int[] {3, 2}, "[2]");
    refuses(new int[] {0, 10}, "[10]");
    refuses(new int[] {-1, 2}, "[-1]");
  }

  private static void refuses(int[] indices, String named) {
    assertThatThrownBy(() -> new Sparse(10, indices, new float[indices.length]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(named);
  }

  @Test
  void shouldRefuseValuesThatAreMissingOrNoNumbers() {
    assertThatThrownBy(() -> new Sparse(10, new int[] {1, 2}, new float[] {1}))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Sparse(10, new int[] {1}, new float[] {Float.NaN}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[1]");
  }

  @Property
  void shouldRefuseOrTakeAnyBytesButNeverFailOtherwise(
      @ForAll int size, @ForAll byte[] indices, @ForAll byte[] values) {
    SparseFeatures record =
        new SparseFeatures(size, ByteBuffer.wrap(indices), ByteBuffer.wrap(values));
    try {
      Sparse taken = Sparse.of(record);
      assertThat(taken.listed()).isLessThanOrEqualTo(Math.max(0, size));
    } catch (IllegalArgumentException refused) {
      assertThat(refused).hasMessageContaining("[");
    }
  }
}
