package io.qahan.deploy.pipeline.send;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qahan.deploy.cli.CommandFailedException;
import io.qahan.ingest.dataset.LabelledImage;
import io.qahan.ingest.dataset.LabelledImages;
import io.qahan.ingest.image.EncodedImage;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ShuffledImagesTest {
  /** So many images, whose labels are their indices. */
  private record Numbered(int size) implements LabelledImages {
    @Override
    public LabelledImage get(int index) {
      return new LabelledImage("n-" + index, EncodedImage.png(new byte[0]), index, "test");
    }
  }

  private static List<Integer> labels(int images, int count, long seed) {
    ShuffledImages shuffled = new ShuffledImages(new Numbered(images), seed);
    return IntStream.range(0, count).map(i -> shuffled.get(i).label()).boxed().toList();
  }

  @Test
  void shouldGiveEachImageOnceInTheSeedsOrder() {
    List<Integer> order = labels(50, 50, 3);

    assertThat(order).doesNotHaveDuplicates().isEqualTo(labels(50, 50, 3));
    assertThat(order).isNotEqualTo(IntStream.range(0, 50).boxed().toList());
    assertThat(order).isNotEqualTo(labels(50, 50, 4));
  }

  @Test
  void shouldBeginAgainWhenMoreAreAskedForThanThereAre() {
    List<Integer> twice = labels(5, 10, 1);

    assertThat(twice.subList(5, 10)).isEqualTo(twice.subList(0, 5));
  }

  @Test
  void shouldRefuseAnEmptySplit() {
    assertThatThrownBy(() -> new ShuffledImages(new Numbered(0), 1))
        .isInstanceOf(CommandFailedException.class)
        .hasMessageContaining("--split");
  }
}
