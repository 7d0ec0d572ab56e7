package io.qahan.deploy.offline.models;

import io.qahan.deploy.cli.CommandFailedException;
import io.qahan.deploy.operate.OutputOption;
import io.qahan.ingest.conv.FeatureNetwork;
import io.qahan.ingest.model.MalformedModelException;
import io.qahan.ingest.model.ModelFile;
import io.qahan.ingest.model.StoredModel;
import io.qahan.trainer.paper.HeadFit;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code qahan models}: look into model files, and make one from a frozen network. */
@Command(
    name = "models",
    description = "Look into a model file NAME.qahan, or make one from a frozen network.")
public final class ModelsCommand {

  @Command(name = "inspect", description = "Check a model file and say what is in it.")
  int inspect(
      @Mixin OutputOption output,
      @Parameters(paramLabel = "FILE", description = "NAME.qahan") Path file) {
    StoredModel model;
    try {
      model = ModelFile.read(file);
    } catch (MalformedModelException | UncheckedIOException e) {
      throw new CommandFailedException(e.getMessage(), e);
    }
    ModelDetails details = ModelDetails.of(model, null);
    output.print(details, details.lines());
    return ExitCode.OK;
  }

  @Command(
      name = "create",
      description = {
        "Make a model file from a conv stack or from any PyTorch network in TorchScript, and fit a"
            + " head to its features if images are given.",
        "The network stays as it is, and is tried on random pixels first; train learns a conv stack"
            + " and its head."
      })
  int create(
      @Mixin OutputOption output,
      @Mixin CreateOptions options,
      @Parameters(paramLabel = "FILE", description = "NAME.qahan, which is written.") Path file)
      throws IOException {
    StoredModel model = options.model(file);
    DryRun dryRun;
    try (FeatureNetwork network = model.features().open()) {
      dryRun = DryRun.of(network, System::nanoTime);
    }
    if (options.fit().isPresent()) {
      model =
          HeadFit.of(
              model,
              options.fit().get(),
              line -> {
                System.err.println(line);
                System.err.flush();
              });
    }
    ModelFile.write(model, file);
    ModelDetails details = ModelDetails.of(model, dryRun);
    output.print(details, details.lines());
    return ExitCode.OK;
  }
}
