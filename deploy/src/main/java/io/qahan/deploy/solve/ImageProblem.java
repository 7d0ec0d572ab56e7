package io.qahan.deploy.solve;

import io.qahan.deploy.cli.CommandFailedException;
import io.qahan.ingest.conv.FeatureNetwork;
import io.qahan.ingest.image.EncodedImage;
import io.qahan.ingest.image.ImageFormat;
import io.qahan.ingest.image.ImageLimits;
import io.qahan.ingest.image.UndecodableImageException;
import io.qahan.ingest.image.decode.ImageDecoder;
import io.qahan.ingest.model.MalformedModelException;
import io.qahan.ingest.model.ModelFile;
import io.qahan.ingest.model.StoredModel;
import io.qahan.qubo.mask.MaskProblem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The mask problem of an image, as a stream of a model would ask it. */
final class ImageProblem {
  private ImageProblem() {}

  /**
   * Computes the image's features and cuts them into blocks.
   *
   * @param model NAME.qahan
   * @throws CommandFailedException if the model or the image cannot be used
   */
  static MaskProblem of(Path image, Path model) throws IOException {
    byte[] content = Files.readAllBytes(image);
    ImageFormat format =
        ImageFormat.of(content)
            .orElseThrow(
                () ->
                    new CommandFailedException(
                        "[%s] is no PNG, JPEG, GIF, BMP or WebP; with --model the file is an image"
                            .formatted(image)));
    try {
      StoredModel stored = ModelFile.read(model);
      ImageDecoder decoder =
          new ImageDecoder(
              stored.features().shape().input(), ImageLimits.DEFAULT.with(stored.otherSize()));
      try (FeatureNetwork network = stored.features().open()) {
        float[] features = network.features(decoder.decode(EncodedImage.of(format, content)));
        return stored.attention().problemOf(features);
      }
    } catch (MalformedModelException | UncheckedIOException | UndecodableImageException e) {
      throw new CommandFailedException("[%s]: %s".formatted(image, e.getMessage()), e);
    } catch (IllegalArgumentException e) { // features that are no numbers, a network that is none
      throw new CommandFailedException("[%s]: %s".formatted(model, e.getMessage()), e);
    }
  }
}
