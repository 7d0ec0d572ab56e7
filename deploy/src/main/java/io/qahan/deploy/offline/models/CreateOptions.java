package io.qahan.deploy.offline.models;

import io.qahan.deploy.cli.CommandFailedException;
import io.qahan.ingest.conv.FeatureSource;
import io.qahan.ingest.conv.MaskTerms;
import io.qahan.ingest.dataset.DatasetLocation;
import io.qahan.ingest.image.OtherSize;
import io.qahan.ingest.model.ClassNames;
import io.qahan.ingest.model.ModelFile;
import io.qahan.ingest.model.ModelOrigin;
import io.qahan.ingest.model.StoredModel;
import io.qahan.trainer.attention.Mechanism;
import io.qahan.trainer.attention.mask.AttentionOptions;
import io.qahan.trainer.paper.HeadFit;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What a model is made of. */
final class CreateOptions {
  @Mixin private FeatureArguments features;
  @Mixin private MaskArguments masks;
  @Mixin private DeviceOption device;

  @Option(
      names = "--classes",
      paramLabel = "NAME,...",
      split = ",",
      description = "The classes by name, in the order of their numbers (default: those of --fit).")
  private List<String> classes;

  @Option(names = "--name", description = "Name of the model (default: that of the file).")
  private String name;

  @Option(
      names = "--other-size",
      paramLabel = "WHAT",
      defaultValue = "refuse",
      description =
          "Images of another size: refuse, resize, or crop, which keeps the shorter side and cuts"
              + " out the middle (default: refuse).")
  private OtherSize otherSize;

  @Option(
      names = "--fit",
      paramLabel = "SET",
      description =
          "Fit a head to these images: sample, mnist:DIR, cifar10:DIR or folder:DIR (default: none,"
              + " so that a stream starts with zeros).")
  private String fit;

  @Option(
      names = "--images",
      paramLabel = "N",
      defaultValue = "50000",
      description = "With --fit: the most images to learn from (default: 50000).")
  private int images;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      defaultValue = "10",
      description = "With --fit: passes over them (default: 10).")
  private int epochs;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "With --fit: of order and dropout (default: 1).")
  private long seed;

  /** How to fit a head, if one is to be. */
  Optional<HeadFit.Options> fit() {
    return Optional.ofNullable(fit)
        .map(set -> new HeadFit.Options(DatasetLocation.parse(set), images, epochs, seed));
  }

  /** The model without a head. */
  StoredModel model(Path file) throws IOException {
    if (!ModelFile.isNamed(file)) {
      throw new CommandFailedException(
          "a model file is called NAME%s, not [%s]".formatted(ModelFile.ENDING, file));
    }
    device.use();
    String fileName = file.getFileName().toString();
    FeatureSource source = features.open();
    AttentionOptions attention = masks.of(Mechanism.QAHAM, AttentionOptions.Search.of("auto"));
    MaskTerms terms = attention.served(source.shape()).orElseThrow();
    return new StoredModel(
        name != null ? name : fileName.substring(0, fileName.length() - ModelFile.ENDING.length()),
        new ModelOrigin(
            Instant.now(),
            "qahan models create %s %s".formatted(features.command(source), attention.arguments()),
            "",
            seed,
            ""),
        Optional.empty(),
        otherSize,
        source,
        terms,
        classNames(),
        Optional.empty());
  }

  private ClassNames classNames() {
    if (classes != null) {
      return new ClassNames(classes);
    }
    return new ClassNames(
        fit()
            .orElseThrow(
                () ->
                    new CommandFailedException(
                        "a model has classes: name them with --classes a,b,c, or fit it with --fit"))
            .dataset()
            .open()
            .classNames());
  }
}
