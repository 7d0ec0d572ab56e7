package io.qahan.trainer.experiment;

import io.qahan.ingest.model.StoredModel;
import io.qahan.qubo.kernel.WholeFile;
import io.qahan.trainer.experiment.online.OnlineExperiment;
import io.qahan.trainer.experiment.report.ExperimentListener;
import io.qahan.trainer.experiment.report.FinishedRun;
import io.qahan.trainer.experiment.report.PlannedRun;
import io.qahan.trainer.experiment.report.Report;
import io.qahan.trainer.experiment.report.Scale;
import io.qahan.trainer.experiment.retrain.RetrainExperiment;
import io.qahan.trainer.paper.TrainedNetwork;
import io.qahan.trainer.paper.Training;
import io.qahan.trainer.paper.TrainingOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Runs experiments: each training in a directory of its own, resumed if it was begun before, and
 * the report written anew after each. So it is with the streams of the online one, each of which
 * has a file of its own.
 */
public final class Experiments {
  private static final List<Experiment> ALL =
      List.of(
          new ClassificationExperiment(),
          new NoiseExperiment(),
          new AttentionExperiment(),
          new SolversExperiment());

  private Experiments() {}

  /** The names they are asked for by. */
  public static List<String> names() {
    return Stream.concat(
            ALL.stream().map(Experiment::name),
            Stream.of(OnlineExperiment.NAME, RetrainExperiment.NAME))
        .toList();
  }

  /**
   * Runs one to its end.
   *
   * @param model whose network and head it takes; empty for none
   * @param changes of streams that are retrained, by name; empty for all
   * @param command that was given, for the report
   * @return the report
   * @throws IllegalArgumentException if there is no such experiment, or it takes no model
   * @throws io.qahan.trainer.paper.network.TrainingFailedException if a training cannot go on
   */
  public static Path run(
      String name,
      Scale scale,
      Optional<StoredModel> model,
      List<String> changes,
      String command,
      Path out,
      ExperimentListener listener)
      throws IOException {
    if (!changes.isEmpty() && !name.equals(RetrainExperiment.NAME)) {
      throw new IllegalArgumentException(
          "experiment [%s] takes no changes; experiment [%s] does"
              .formatted(name, RetrainExperiment.NAME));
    }
    if (name.equals(OnlineExperiment.NAME)) {
      return OnlineExperiment.run(scale, model, command, out, listener);
    }
    if (name.equals(RetrainExperiment.NAME)) {
      return RetrainExperiment.run(scale, model, changes, command, out, listener);
    }
    Experiment experiment = byName(name);
    if (model.isPresent()) {
      throw new IllegalArgumentException(
          "experiment [%s] takes no model file: it trains whole networks by the paper's settings, from weights of its own, to judge the paper's figures. Take experiment [%s] to stream over the network of a file, or train to train one of its shape"
              .formatted(name, OnlineExperiment.NAME));
    }
    List<PlannedRun> planned = experiment.runs(scale);
    List<FinishedRun> finished = new ArrayList<>();
    Path file = out.resolve("%s-%s.md".formatted(name, scale.datasetName()));
    for (PlannedRun plan : planned) {
      TrainingOptions options = plan.options(scale, out);
      TrainedNetwork network =
          Training.run(options, listener.begins(plan.label(), finished.size() + 1, planned.size()));
      finished.add(new FinishedRun(plan, options, network));
      Report report =
          experiment
              .report(scale, finished, out)
              .commands(finished)
              .paragraph("Made by `%s`.".formatted(command));
      WholeFile.write(file, report.text());
    }
    return file;
  }

  private static Experiment byName(String name) {
    Optional<Experiment> found =
        ALL.stream().filter(experiment -> experiment.name().equals(name)).findFirst();
    return found.orElseThrow(
        () ->
            new IllegalArgumentException(
                "no experiment is called [%s]; maybe one of %s".formatted(name, names())));
  }
}
