package io.qahan.deploy.offline.models;

import io.qahan.deploy.cli.CommandFailedException;
import io.qahan.ingest.conv.BlockLayout;
import io.qahan.ingest.conv.ConvStack;
import io.qahan.ingest.conv.ConvStackLocation;
import io.qahan.ingest.conv.ConvWeights;
import io.qahan.ingest.conv.FeatureSource;
import io.qahan.ingest.conv.GridSize;
import io.qahan.ingest.conv.HeadInput;
import io.qahan.ingest.conv.MaskTerms;
import io.qahan.ingest.dataset.DatasetLocation;
import io.qahan.ingest.model.ClassNames;
import io.qahan.ingest.model.ModelFile;
import io.qahan.ingest.model.ModelOrigin;
import io.qahan.ingest.model.OtherSize;
import io.qahan.ingest.model.StoredModel;
import io.qahan.qubo.mask.Objective;
import io.qahan.trainer.attention.Mechanism;
import io.qahan.trainer.attention.mask.AttentionOptions;
import io.qahan.trainer.paper.HeadFit;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import picocli.CommandLine.Option;

/** What a model is made of. */
final class CreateOptions {
  @Option(
      names = "--conv",
      paramLabel = "STACK",
      required = true,
      description = "The conv stack: builtin:mnist, builtin:cifar10 or a weight file of train.")
  private String conv;

  @Option(
      names = "--classes",
      paramLabel = "NAME,...",
      split = ",",
      description = "The classes by name, in the order of their numbers (default: those of --fit).")
  private List<String> classes;

  @Option(names = "--name", description = "Name of the model (default: that of the file).")
  private String name;

  @Option(
      names = "--objective",
      defaultValue = "salient",
      description = "salient or literal (default: salient).")
  private Objective objective;

  @Option(
      names = "--layout",
      defaultValue = "square",
      description = "square, rows or spatial, as for train (default: square).")
  private BlockLayout layout;

  @Option(
      names = "--output",
      defaultValue = "masked",
      description = "What the head sees: masked or pooled, as for train (default: masked).")
  private HeadInput output;

  @Option(
      names = "--blocks",
      paramLabel = "LxM",
      defaultValue = "",
      description = "Block grid of the masks (default: one feature a block).")
  private String blocks;

  @Option(
      names = "--k",
      paramLabel = "N",
      description = "How many blocks a mask keeps (default: 100 of 3136, in proportion).")
  private Integer kept;

  @Option(
      names = "--lambda1",
      defaultValue = "1",
      description = "Weight of the count term (default: 1).")
  private double lambda1;

  @Option(
      names = "--lambda2",
      defaultValue = "1",
      description = "Weight of the neighbour term (default: 1).")
  private double lambda2;

  @Option(
      names = "--resize",
      description = "Scale images of another size instead of refusing them.")
  private boolean resize;

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
  StoredModel model(Path file) {
    if (!ModelFile.isNamed(file)) {
      throw new CommandFailedException(
          "a model file is called NAME%s, not [%s]".formatted(ModelFile.ENDING, file));
    }
    String fileName = file.getFileName().toString();
    ConvWeights weights;
    try (ConvStack stack = ConvStackLocation.parse(conv).open()) {
      weights = stack.weights();
    }
    AttentionOptions attention =
        new AttentionOptions(
            Mechanism.QAHAM,
            objective,
            layout,
            output,
            GridSize.parse(blocks),
            kept == null ? OptionalInt.empty() : OptionalInt.of(kept),
            lambda1,
            lambda2,
            AttentionOptions.Search.of("auto"));
    MaskTerms terms = attention.served(weights.shape()).orElseThrow();
    return new StoredModel(
        name != null ? name : fileName.substring(0, fileName.length() - ModelFile.ENDING.length()),
        new ModelOrigin(
            Instant.now(), "qahan models create --conv " + weights.version(), "", seed, ""),
        Optional.empty(),
        resize ? OtherSize.RESIZE : OtherSize.REFUSE,
        new FeatureSource.Paper(weights),
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
