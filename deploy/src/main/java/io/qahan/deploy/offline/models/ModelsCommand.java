package io.qahan.deploy.offline.models;

import io.qahan.deploy.cli.BrokerOption;
import io.qahan.deploy.cli.CommandFailedException;
import io.qahan.deploy.operate.LimitOption;
import io.qahan.deploy.operate.OutputOption;
import io.qahan.deploy.operate.release.ReleaseOptions;
import io.qahan.deploy.operate.release.Releases;
import io.qahan.ingest.conv.FeatureNetwork;
import io.qahan.ingest.model.MalformedModelException;
import io.qahan.ingest.model.ModelFile;
import io.qahan.ingest.model.StoredModel;
import io.qahan.trainer.paper.HeadFit;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code qahan models}: model files, and the releases of a model in Kafka. */
@Command(
    name = "models",
    description = "Look into a model file NAME.qahan, make one, export it, or put it into service.")
public final class ModelsCommand {

  @Command(name = "inspect", description = "Check a model file and say what is in it.")
  int inspect(
      @Mixin OutputOption output,
      @Parameters(paramLabel = "FILE", description = "NAME.qahan") Path file) {
    ModelDetails details = ModelDetails.of(read(file), null);
    output.print(details, details.lines());
    return ExitCode.OK;
  }

  private static StoredModel read(Path file) {
    try {
      return ModelFile.read(file);
    } catch (MalformedModelException | UncheckedIOException e) {
      throw new CommandFailedException(e.getMessage(), e);
    }
  }

  @Command(
      name = "export",
      description = {
        "Write what is in a model file for other programs: weights, model.json, labels.txt, and"
            + " predict.py, which classifies an image with them by PyTorch and Pillow.",
        "No ONNX: nothing here writes it, and a mask is a search."
      })
  int export(
      @Mixin OutputOption output,
      @Parameters(paramLabel = "FILE", description = "NAME.qahan") Path file,
      @Option(
              names = "--to",
              paramLabel = "DIR",
              required = true,
              description = "Where to; made if it does not exist, files of these names replaced.")
          Path directory)
      throws IOException {
    List<String> written =
        ModelExport.write(read(file), directory).stream().map(Path::toString).toList();
    output.print(written, written);
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

  @Command(
      name = "push",
      description = {
        "Put a model file into Kafka: it serves from the next image on, without a restart.",
        "The trainer goes on from its head with the first labelled image of it."
      })
  int push(
      @Mixin BrokerOption broker,
      @Mixin ReleaseOptions options,
      @Mixin OutputOption output,
      @Option(
              names = "--url",
              paramLabel = "URL",
              description =
                  "Where every ingest and trainer can fetch the file (file:, http:, https:); needed"
                      + " above 8 MiB (default: the record carries it).")
          String url,
      @Option(names = "--candidate", description = "Only keep it, for `models promote`.")
          boolean candidate,
      @Parameters(paramLabel = "FILE", description = "NAME.qahan") Path file)
      throws InterruptedException {
    Releases.push(broker.load(), file, url, candidate, options, output);
    return ExitCode.OK;
  }

  @Command(name = "list", description = "List the releases of a model, the newest last.")
  int list(@Mixin BrokerOption broker, @Mixin LimitOption limit, @Mixin OutputOption output)
      throws InterruptedException {
    Releases.list(broker.load(), limit, output);
    return ExitCode.OK;
  }

  @Command(name = "show", description = "Show a release and what is in its model file.")
  int show(
      @Mixin BrokerOption broker,
      @Mixin OutputOption output,
      @Parameters(
              paramLabel = "VERSION",
              arity = "0..1",
              description =
                  "Number of the release or first digits of its version (default: serves).")
          String version)
      throws InterruptedException {
    Releases.Shown shown = Releases.show(broker.load(), version);
    ModelDetails details = ModelDetails.of(shown.model(), null);
    List<String> lines = new ArrayList<>(shown.lines());
    lines.addAll(details.lines());
    output.print(Map.of("release", shown.release(), "model", details), lines);
    return ExitCode.OK;
  }

  @Command(
      name = "promote",
      description = "Let a candidate, an older version or another system's version serve.")
  int promote(
      @Mixin BrokerOption broker,
      @Mixin ReleaseOptions options,
      @Mixin OutputOption output,
      @Option(
              names = "--from",
              paramLabel = "PREFIX",
              description = "topic.prefix of the system that has it (default: this one).")
          String from,
      @Parameters(
              paramLabel = "VERSION",
              arity = "0..1",
              description = "First digits of its version (default: what serves in --from).")
          String version)
      throws InterruptedException {
    Releases.promote(broker.load(), version, from, options, output);
    return ExitCode.OK;
  }

  @Command(name = "rollback", description = "Let the version before serve again, or an older one.")
  int rollback(
      @Mixin BrokerOption broker,
      @Mixin ReleaseOptions options,
      @Mixin OutputOption output,
      @Parameters(
              paramLabel = "VERSION",
              arity = "0..1",
              description = "First digits of its version (default: the one before).")
          String version)
      throws InterruptedException {
    Releases.rollback(broker.load(), version, options, output);
    return ExitCode.OK;
  }
}
