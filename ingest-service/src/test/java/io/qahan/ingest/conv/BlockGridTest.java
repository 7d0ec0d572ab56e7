package io.qahan.ingest.conv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qahan.ingest.image.ImageShape;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BlockGridTest {

  @Provide
  Arbitrary<BlockGrid> grids() {
    Arbitrary<Integer> small = Arbitraries.integers().between(1, 4);
    Arbitrary<BlockGrid> squares =
        Combinators.combine(small, small, small, small)
            .as((a, b, c, d) -> new BlockGrid(a * b, a * c, (a * b * c * d) * (a * b * c * d)));
    Arbitrary<BlockGrid> others =
        Combinators.combine(
                Arbitraries.of(BlockLayout.ROWS, BlockLayout.SPATIAL), small, small, small)
            .as((layout, a, b, c) -> new BlockGrid(layout, a, b, a * b * c));
    return Arbitraries.oneOf(squares, others);
  }

  @Property
  void shouldGiveBackTheFeaturesItCut(@ForAll("grids") BlockGrid grid) {
    float[] vector = numbered(grid.features());
    assertThat(grid.toFeatures(grid.toBlocks(vector))).isEqualTo(vector);
  }

  @Property
  void shouldPutEveryFeatureWhereItsIndexSays(@ForAll("grids") BlockGrid grid) {
    float[] blocks = grid.toBlocks(numbered(grid.features()));
    for (int block = 0; block < grid.blocks(); block++) {
      for (int offset = 0; offset < grid.dimension(); offset++) {
        assertThat(blocks[block * grid.dimension() + offset])
            .isEqualTo(grid.featureIndex(block, offset));
        assertThat(grid.offsetOf(grid.featureIndex(block, offset))).isEqualTo(offset);
      }
    }
  }

  @Test
  void shouldCutASquareOfSixteenIntoFourBlocksOfFour() {
    BlockGrid grid = new BlockGrid(2, 2, 16);
    assertThat(grid.toBlocks(numbered(16)))
        .containsExactly(0, 1, 4, 5, 2, 3, 6, 7, 8, 9, 12, 13, 10, 11, 14, 15);
  }

  @Test
  void shouldCutRowsAndColumnsOfItsOwnNumber() {
    BlockGrid grid = new BlockGrid(1, 2, 16);
    assertThat(grid.toBlocks(numbered(16)))
        .containsExactly(0, 1, 4, 5, 8, 9, 12, 13, 2, 3, 6, 7, 10, 11, 14, 15);
  }

  @Test
  void shouldTakeThePlacesOfAFeatureMapWithAllTheirChannels() {
    ConvShape shape = new ConvShape(new ImageShape(3, 60, 100), 32, 64); // to 64 x 15 x 25
    BlockGrid grid = BlockLayout.SPATIAL.over(shape, Optional.empty());
    assertThat(grid).isEqualTo(new BlockGrid(BlockLayout.SPATIAL, 15, 25, 24_000));
    assertThat(grid.dimension()).isEqualTo(64);
    assertThat(grid.neighbourColumns()).isEqualTo(25);
    assertThat(grid.featureIndex(26, 3)).isEqualTo(3 * 375 + 26);
    assertThat(BlockLayout.SPATIAL.over(shape, Optional.of(new GridSize(15, 25)))).isEqualTo(grid);
    assertThatThrownBy(() -> BlockLayout.SPATIAL.over(shape, Optional.of(new GridSize(25, 15))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[25x15]")
        .hasMessageContaining("15x25");
  }

  @Test
  void shouldCutAnyNumberOfFeaturesIntoRuns() {
    ConvShape shape = new ConvShape(new ImageShape(3, 60, 100), 32, 64);
    BlockGrid runs = BlockLayout.ROWS.over(shape, Optional.of(new GridSize(15, 25)));
    assertThat(runs.featureIndex(2, 5)).isEqualTo(2 * 64 + 5);
    assertThat(runs.neighbourColumns()).isEqualTo(375);
    assertThat(BlockLayout.ROWS.over(shape, Optional.empty()).blocks()).isEqualTo(24_000);
    assertThatThrownBy(() -> BlockLayout.ROWS.over(shape, Optional.of(new GridSize(7, 1))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[7 x 1]")
        .hasMessageContaining("24000");
    assertThatThrownBy(() -> BlockLayout.SQUARE.over(shape, Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[24000]")
        .hasMessageContaining("layout spatial or rows");
  }

  @Test
  void shouldLeaveThePapersFeaturesWhereTheyAre() {
    BlockGrid grid = new BlockGrid(56, 56, 3136);
    assertThat(grid).isEqualTo(BlockGrid.finest(3136));
    assertThat(grid.dimension()).isEqualTo(1);
    assertThat(grid.toBlocks(numbered(3136))).isEqualTo(numbered(3136));
  }

  @Test
  void shouldNotHandOutItsArgument() {
    float[] vector = numbered(4);
    assertThat(BlockGrid.finest(4).toBlocks(vector)).isNotSameAs(vector);
  }

  @ParameterizedTest
  @CsvSource({
    "56, 3136, 100",
    "28, 3136, 25",
    "14, 3136, 6",
    "7, 3136, 4",
    "64, 4096, 100",
    "1, 3136, 1"
  })
  void shouldKeepAsManyBlocksAsItsNumberCallsFor(int side, int features, int kept) {
    assertThat(new BlockGrid(side, side, features).defaultKept()).isEqualTo(kept);
  }

  @ParameterizedTest
  @CsvSource({"5, 56, 3136", "56, 5, 3136", "0, 56, 3136", "56, -1, 3136", "112, 112, 3136"})
  void shouldRefuseBlocksThatDoNotDivideTheSquare(int rows, int columns, int features) {
    assertThatThrownBy(() -> new BlockGrid(rows, columns, features))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[%d x %d]".formatted(rows, columns))
        .hasMessageContaining("divisors of 56");
  }

  @ParameterizedTest
  @CsvSource({"3135", "0", "-4", "4196"})
  void shouldRefuseFeaturesThatFillNoSquare(int features) {
    assertThatThrownBy(() -> BlockGrid.finest(features))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[" + features + "]");
  }

  @Test
  void shouldRefuseAVectorOfAnotherLength() {
    assertThatThrownBy(() -> BlockGrid.finest(16).toBlocks(new float[15]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[15]");
  }

  private static float[] numbered(int length) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = i;
    }
    return values;
  }
}
