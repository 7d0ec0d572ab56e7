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
import io.qahan.trainer.paper.history.TrainingHistory;
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
          new SolversExperiment(),
          new ReadingsExperiment(),
          new VisitsExperiment());

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
    List<PlannedRun> trials = experiment.trials(scale);
    List<FinishedRun> tried = new ArrayList<>();
    for (PlannedRun trial : trials) {
      tried.add(trained(trial, scale, out, listener, tried.size() + 1, trials.size()));
    }
    List<PlannedRun> planned = experiment.runs(scale, tried);
    List<FinishedRun> finished = new ArrayList<>();
    Path file = out.resolve("%s-%s.md".formatted(name, scale.datasetName()));
    for (PlannedRun plan : planned) {
      finished.add(trained(plan, scale, out, listener, finished.size() + 1, planned.size()));
      write(experiment, scale, tried, finished, command, file);
    }
    return file;
  }

  /**
   * Writes the report anew from the histories that are there, without training anything; trainings
   * that have none are left out.
   *
   * @param command that was given, for the report
   * @param out where the histories are
   * @return the report
   * @throws IllegalArgumentException if there is no such experiment, or none of its histories, or
   *     one is of other options, or the experiment needs weights that no history has
   */
  public static Path report(String name, Scale scale, String command, Path out) throws IOException {
    if (name.equals(OnlineExperiment.NAME) || name.equals(RetrainExperiment.NAME)) {
      throw new IllegalArgumentException(
          "experiment [%s] has no histories, and reads its own results back; run it".formatted(name)
              + " without --from-histories");
    }
    Experiment experiment = byName(name);
    if (!experiment.isOfHistories()) {
      throw new IllegalArgumentException(
          "experiment [%s] looks at networks, and histories have none; run it without"
                  .formatted(name)
              + " --from-histories");
    }
    List<FinishedRun> tried = known(experiment.trials(scale), scale, out);
    List<FinishedRun> finished = known(experiment.runs(scale, tried), scale, out);
    if (finished.isEmpty()) {
      throw new IllegalArgumentException(
          "[%s] has no history of a training of [%s]; run the experiment first"
              .formatted(out, name));
    }
    Path file = out.resolve("%s-%s.md".formatted(name, scale.datasetName()));
    write(experiment, scale, tried, finished, command, file);
    return file;
  }

  private static List<FinishedRun> known(List<PlannedRun> planned, Scale scale, Path out) {
    List<FinishedRun> known = new ArrayList<>();
    for (PlannedRun plan : planned) {
      TrainingOptions options = plan.options(scale, out);
      TrainingHistory files = TrainingHistory.in(options.out());
      Optional<TrainingHistory.History> history =
          files.read().filter(whole -> whole.last() != null);
      if (history.isPresent() && !history.get().command().equals(options.command())) {
        throw new IllegalArgumentException(
            """
            history [%s] is of another training:
              %s
            not of
              %s
            Give the options that it was made with.\
            """
                .formatted(files.json(), history.get().command(), options.command()));
      }
      history.ifPresent(
          whole ->
              known.add(
                  new FinishedRun(
                      plan,
                      options,
                      TrainedNetwork.ofHistory(whole.epochs(), whole.last(), files.csv()))));
    }
    return known;
  }

  private static void write(
      Experiment experiment,
      Scale scale,
      List<FinishedRun> tried,
      List<FinishedRun> finished,
      String command,
      Path file)
      throws IOException {
    Report report =
        experiment
            .report(scale, tried, finished, file.getParent())
            .commands(finished)
            .paragraph("Made by `%s`.".formatted(command));
    WholeFile.write(file, report.text());
  }

  private static FinishedRun trained(
      PlannedRun plan, Scale scale, Path out, ExperimentListener listener, int number, int of)
      throws IOException {
    TrainingOptions options = plan.options(scale, out);
    TrainedNetwork network = Training.run(options, listener.begins(plan.label(), number, of));
    return new FinishedRun(plan, options, network);
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
