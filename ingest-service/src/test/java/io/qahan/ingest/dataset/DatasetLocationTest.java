package io.qahan.ingest.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qahan.ingest.image.ImageLimits;
import io.qahan.ingest.image.ImageShape;
import io.qahan.ingest.image.PixelImage;
import io.qahan.ingest.image.decode.ImageDecoder;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatasetLocationTest {

  @Test
  void shouldOpenTheSampleOfTenThousandAndOneThousandDigits() throws Exception {
    Dataset sample = DatasetLocation.parse("sample").open();

    assertThat(sample.train().size()).isEqualTo(10_000);
    assertThat(sample.test().size()).isEqualTo(1_000);
    assertThat(sample.shape()).isEqualTo(ImageShape.MNIST);
    assertThat(sample.classNames()).hasSize(10).startsWith("0", "1");
    LabelledImage first = sample.train().get(0);
    assertThat(first.id()).isEqualTo("sample-train-00000");
    assertThat(first.label()).as("MNIST's first training digit").isEqualTo(5);
    PixelImage pixels =
        new ImageDecoder(ImageShape.MNIST, ImageLimits.DEFAULT).decode(first.image());
    assertThat(pixels.at(0, 0, 0)).isZero();
    assertThat(pixels.at(0, 5, 12)).as("its first inked pixel").isEqualTo(3);
  }

  @Test
  void shouldHoldEveryDigitInTheSample() {
    Dataset sample = DatasetLocation.parse("sample").open();
    assertThat(sample.test().stream().map(LabelledImage::label).collect(Collectors.toSet()))
        .containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    assertThat(sample.train().stream().map(LabelledImage::id).distinct().count()).isEqualTo(10_000);
  }

  @Test
  void shouldKnowEveryKindOfLocation() {
    assertThat(DatasetLocation.parse("mnist:a/b"))
        .isEqualTo(new DatasetLocation.Mnist(Path.of("a/b")));
    assertThat(DatasetLocation.parse("cifar10:c"))
        .isEqualTo(new DatasetLocation.Cifar10(Path.of("c")));
    assertThat(DatasetLocation.parse("folder:d:e"))
        .isEqualTo(new DatasetLocation.Folder(Path.of("d:e")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "mnist", "mnist:", "imagenet:x", "sample:x", "folder: "})
  void shouldNameTheKindsWhenTheLocationIsUnknown(String text) {
    assertThatThrownBy(() -> DatasetLocation.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[" + text + "]")
        .hasMessageContaining("sample, mnist:DIR, cifar10:DIR, folder:DIR");
  }

  @ParameterizedTest
  @ValueSource(strings = {"mnist:no/such", "cifar10:no/such", "folder:no/such"})
  void shouldSayWhichDirectoryIsMissing(String text) {
    assertThatThrownBy(() -> DatasetLocation.parse(text).open())
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("such");
  }
}
