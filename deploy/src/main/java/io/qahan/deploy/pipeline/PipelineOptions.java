package io.qahan.deploy.pipeline;

import io.qahan.deploy.cli.CommandFailedException;
import io.qahan.deploy.pipeline.send.SourceOptions;
import io.qahan.ingest.IngestSettings;
import io.qahan.ingest.dataset.Dataset;
import io.qahan.ingest.image.ImageShape;
import io.qahan.ingest.model.ModelFile;
import io.qahan.ingest.model.StoredModel;
import io.qahan.schemas.settings.CommonSettings;
import io.qahan.worker.WorkerSettings;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of commands that run the whole pipeline: images, masks, model. */
public final class PipelineOptions {
  private static final String REMOTE_DEADLINE = "10s";
  private static final String CONV_STACK = IngestSettings.CONV_STACK.name();

  @Mixin private SourceOptions source;

  @Option(
      names = "--solver",
      paramLabel = "LIST",
      description = "Solvers, tried in this order, commas between (default: worker.solvers).")
  private String solver;

  @Option(
      names = "--blocks",
      paramLabel = "LxM",
      description = "Block grid of the masks, for example 56x56 (default: one feature a block).")
  private String blocks;

  @Option(
      names = "--k",
      paramLabel = "K",
      description = "How many blocks a mask keeps (default: 100 of 3136, in proportion).")
  private String kept;

  @Option(
      names = "--conv-stack",
      paramLabel = "FILE",
      description = "The conv stack (default: the built-in one for the data set's shape).")
  private String convStack;

  @Option(
      names = "--model",
      paramLabel = "FILE",
      description =
          "A model file NAME.qahan: conv stack, masks, classes by name and the head to begin with"
              + " (default: a built-in conv stack and an untrained head).")
  private Path modelFile;

  @Option(
      names = "--in-flight",
      paramLabel = "N",
      defaultValue = "1000",
      description = "The most images under way at a time (default: 1000).")
  private int maxOutstanding;

  /** Which images, and when their labels follow. */
  public SourceOptions source() {
    return source;
  }

  /** The model of the file, if one is named. */
  public Optional<StoredModel> model() {
    return Optional.ofNullable(modelFile).map(ModelFile::read);
  }

  public int maxOutstanding() {
    return maxOutstanding;
  }

  /**
   * What is better than the services' own defaults for these options: with a solver that takes
   * seconds, images may wait for seconds.
   */
  public Map<String, String> defaults() {
    boolean remote = solver != null && List.of(solver.split("\\s*,\\s*", -1)).contains("dwave");
    return remote ? Map.of(IngestSettings.DEADLINE.name(), REMOTE_DEADLINE) : Map.of();
  }

  /**
   * What the options say, as settings for this data set.
   *
   * @param httpPort of ingest, 0 for any; null for what the settings say
   */
  public Map<String, String> settingsFor(Dataset set, Integer httpPort) {
    Map<String, String> settings = new HashMap<>();
    put(settings, CommonSettings.HTTP_PORT.name(), Objects.toString(httpPort, null));
    if (modelFile != null) {
      settings.put(CommonSettings.MODEL_FILE.name(), modelFile.toString());
      put(settings, CONV_STACK, convStack);
      checkClasses(set);
    } else {
      settings.put(CommonSettings.CLASSES.name(), Integer.toString(set.classes()));
      settings.put(CONV_STACK, convStack != null ? convStack : builtIn(set.shape()));
    }
    put(settings, WorkerSettings.SOLVERS.name(), solver);
    put(settings, IngestSettings.BLOCKS.name(), blocks);
    put(settings, IngestSettings.K.name(), kept);
    return settings;
  }

  /** A label is sent as the number that the data set gives it. */
  private void checkClasses(Dataset set) {
    List<String> names = ModelFile.read(modelFile).classes().names();
    if (!names.equals(set.classNames())) {
      throw new CommandFailedException(
          "The model's classes are %s, the data set's %s: take a data set of the same, in one order."
              .formatted(names, set.classNames()));
    }
  }

  private static void put(Map<String, String> settings, String name, String value) {
    if (value != null) {
      settings.put(name, value);
    }
  }

  private static String builtIn(ImageShape shape) {
    if (shape.equals(ImageShape.MNIST)) {
      return "builtin:mnist";
    }
    if (shape.equals(ImageShape.CIFAR10)) {
      return "builtin:cifar10";
    }
    throw new CommandFailedException(
        "There is no built-in conv stack for images of shape [%s]. Train one (qahan train --out NAME.qahan) and give"
                .formatted(shape)
            + " it with --model, or a conv stack of that shape with --conv-stack.");
  }
}
