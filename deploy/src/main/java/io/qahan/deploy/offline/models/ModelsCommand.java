package io.qahan.deploy.offline.models;

import io.qahan.deploy.cli.CommandFailedException;
import io.qahan.deploy.operate.OutputOption;
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

/** {@code qahan models}: look into model files, and make one from a conv stack. */
@Command(
    name = "models",
    description = "Look into a model file NAME.qahan, or make one from a conv stack.")
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
    ModelDetails details = ModelDetails.of(model);
    output.print(details, details.lines());
    return ExitCode.OK;
  }

  @Command(
      name = "create",
      description = {
        "Make a model file from a conv stack, and fit a head to its features if images are given.",
        "The conv stack stays as it is: train learns both."
      })
  int create(
      @Mixin OutputOption output,
      @Mixin CreateOptions options,
      @Parameters(paramLabel = "FILE", description = "NAME.qahan, which is written.") Path file)
      throws IOException {
    StoredModel model = options.model(file);
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
    ModelDetails details = ModelDetails.of(model);
    output.print(details, details.lines());
    return ExitCode.OK;
  }
}
