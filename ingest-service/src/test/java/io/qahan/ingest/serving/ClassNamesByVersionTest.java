package io.qahan.ingest.serving;

import static org.assertj.core.api.Assertions.assertThat;

import io.qahan.ingest.conv.BlockGrid;
import io.qahan.ingest.conv.ConvShape;
import io.qahan.ingest.conv.MaskTerms;
import io.qahan.ingest.head.Head;
import io.qahan.ingest.image.ImageLimits;
import io.qahan.ingest.image.ImageShape;
import io.qahan.ingest.image.decode.ImageDecoder;
import io.qahan.ingest.model.ClassNames;
import io.qahan.ingest.stream.TopologyFixture;
import io.qahan.qubo.mask.Objective;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClassNamesByVersionTest {
  private static final ImageShape SHAPE = new ImageShape(1, 4, 4);

  @Test
  void shouldCallClassesAsTheVersionDidThatAnswered() {
    ServingModels models = TopologyFixture.serving(model("old", "star", "moon"));
    ImageModel next = model("new", "sun", "star");
    models.serve(
        "new", Head.untrained(next.headShape()), live -> new ServedModel(2, next, live, () -> {}));

    assertThat(models.nameOf("new", 1)).isEqualTo("star");
    assertThat(models.nameOf("old", 1)).isEqualTo("moon");
    assertThat(models.nameOf("", 1)).as("what settings describe").isEqualTo("star");
    assertThat(models.nameOf("long gone", 1)).as("a wrong name is worse").isEqualTo("1");
    assertThat(models.nameOf("old", 7)).isEqualTo("7");
  }

  private static ImageModel model(String version, String... classes) {
    return new ImageModel(
        version,
        new ImageDecoder(SHAPE, ImageLimits.DEFAULT),
        new ConvShape(SHAPE, 2, 16),
        "fake-1",
        images -> new float[0][],
        new MaskTerms(BlockGrid.finest(16), Objective.SALIENT, 1, 1, 3),
        new ClassNames(List.of(classes)));
  }
}
