package io.qahan.deploy.offline.models;

import io.qahan.deploy.cli.CommandFailedException;
import io.qahan.ingest.conv.ConvStack;
import io.qahan.ingest.conv.ConvStackLocation;
import io.qahan.ingest.conv.FeatureSource;
import io.qahan.ingest.conv.Normalisation;
import io.qahan.ingest.image.ImageShape;
import io.qahan.ingest.torchscript.FeatureMap;
import io.qahan.ingest.torchscript.TorchScript;
import io.qahan.ingest.torchscript.TorchScriptNetwork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options that say where a model's features come from. */
final class FeatureArguments {
  @ArgGroup(exclusive = true, multiplicity = "1")
  private Kind kind;

  /** One of two. */
  static final class Kind {
    @Option(
        names = "--conv",
        paramLabel = "STACK",
        required = true,
        description =
            "The paper's features: builtin:mnist, builtin:cifar10 or a weight file of train.")
    private String conv;

    @Option(
        names = "--torchscript",
        paramLabel = "FILE",
        required = true,
        description = {
          "Any PyTorch network, as torch.jit.trace(...).save(FILE) writes it, that takes N x C x H x"
              + " W and gives N x C x H x W.",
          "It is code that PyTorch runs: take it only from somebody you trust."
        })
    private Path torchScript;
  }

  @Option(
      names = "--input",
      paramLabel = "CxHxW",
      description =
          "With --torchscript: channels, height and width of the images, such as 3x96x96.")
  private String input;

  @Mixin private NormalisationArguments pixels;

  /**
   * Reads it; a network in TorchScript is run to see what it gives.
   *
   * @throws CommandFailedException if the options do not belong together
   * @throws IllegalArgumentException if it cannot give features
   */
  FeatureSource open() throws IOException {
    if (kind.torchScript == null) {
      if (input != null) {
        throw new CommandFailedException(
            "A conv stack says itself what images it takes: leave out --input [%s]."
                .formatted(input));
      }
      try (ConvStack stack = ConvStackLocation.parse(kind.conv).open()) {
        return new FeatureSource.Paper(stack.weights(), pixels.over(stack.shape().input()));
      }
    }
    if (input == null) {
      throw new CommandFailedException(
          "A TorchScript file does not say what images it takes: add --input CxHxW, such as"
              + " 3x96x96.");
    }
    ImageShape image = ImageShape.parse(input);
    Normalisation normalisation = pixels.over(image);
    byte[] file = read(kind.torchScript);
    FeatureMap shape = TorchScriptNetwork.shapeOf(file, image, normalisation);
    String fileName = kind.torchScript.getFileName().toString();
    return new TorchScript(nameOf(fileName), fileName, shape, normalisation, file);
  }

  /** For the record of how the model was made, without the directories of this machine. */
  String command(FeatureSource source) {
    if (source instanceof TorchScript) {
      return "--torchscript %s --input %s --mean %s --std %s"
          .formatted(
              source.origin(),
              source.shape().input(),
              joined(source.normalisation().mean()),
              joined(source.normalisation().std()));
    }
    return "--conv " + source.version();
  }

  private static String joined(List<Double> numbers) {
    return String.join(",", numbers.stream().map(Object::toString).toList());
  }

  private static byte[] read(Path file) throws IOException {
    if (!Files.isReadable(file) || Files.isDirectory(file)) {
      throw new CommandFailedException(
          "There is no file [%s] that can be read; check its path and rights.".formatted(file));
    }
    TorchScript.faultOfSize(Files.size(file), Runtime.getRuntime().maxMemory())
        .ifPresent(
            fault -> {
              throw new CommandFailedException("[%s]: %s.".formatted(file, fault));
            });
    return Files.readAllBytes(file);
  }

  /** Of the file's name what a version may have. */
  private static String nameOf(String fileName) {
    String plain =
        fileName
            .replaceFirst("\\.[^.]*$", "")
            .toLowerCase(Locale.ROOT)
            .replaceAll("[^a-z0-9.-]+", "-")
            .replaceFirst("^[.-]+", "");
    return plain.isEmpty() ? "torchscript" : plain.substring(0, Math.min(64, plain.length()));
  }
}
