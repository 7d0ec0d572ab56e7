package io.qahan.deploy;

import io.qahan.deploy.bench.BenchCommand;
import io.qahan.deploy.cli.ArgumentFiles;
import io.qahan.deploy.cli.CommandFailures;
import io.qahan.deploy.cli.TemporaryDirectory;
import io.qahan.deploy.cli.Verbosity;
import io.qahan.deploy.cli.Version;
import io.qahan.deploy.cluster.BrokerCommand;
import io.qahan.deploy.offline.data.DataCommand;
import io.qahan.deploy.offline.experiment.ExperimentCommand;
import io.qahan.deploy.offline.models.ModelsCommand;
import io.qahan.deploy.offline.train.TrainCommand;
import io.qahan.deploy.operate.acls.AclsCommand;
import io.qahan.deploy.operate.compare.CompareCommand;
import io.qahan.deploy.operate.dlq.DlqCommand;
import io.qahan.deploy.operate.doctor.DoctorCommand;
import io.qahan.deploy.operate.heads.HeadsCommand;
import io.qahan.deploy.operate.label.LabelCommand;
import io.qahan.deploy.operate.lag.LagCommand;
import io.qahan.deploy.operate.predictions.PredictionsCommand;
import io.qahan.deploy.operate.predictions.ScoresCommand;
import io.qahan.deploy.operate.replay.ReplayCommand;
import io.qahan.deploy.operate.retrain.RetrainCommand;
import io.qahan.deploy.operate.topics.TopicsCommand;
import io.qahan.deploy.operate.training.TrainingCommand;
import io.qahan.deploy.pipeline.demo.DemoCommand;
import io.qahan.deploy.pipeline.send.SendCommand;
import io.qahan.deploy.pipeline.service.IngestCommand;
import io.qahan.deploy.pipeline.service.TrainerCommand;
import io.qahan.deploy.pipeline.service.WorkerCommand;
import io.qahan.deploy.pipeline.tracing.SpanExport;
import io.qahan.deploy.process.ServiceProcess;
import io.qahan.deploy.prove.ProveCommand;
import io.qahan.deploy.solve.SapiEmulatorCommand;
import io.qahan.deploy.solve.SolveCommand;
import java.io.PrintStream;
import java.util.Locale;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/**
 * The command line: {@code qahan COMMAND}. Exit code 0 is success, 1 a failure, 2 a wrong option or
 * setting, 3 a retraining whose candidate is not better.
 */
@Command(
    name = "qahan",
    description = "Streaming image classification through hard-attention masks solved as QUBOs.",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    versionProvider = Version.class,
    sortOptions = false,
    resourceBundle = "io.qahan.deploy.Help",
    subcommands = {
      DemoCommand.class,
      IngestCommand.class,
      WorkerCommand.class,
      TrainerCommand.class,
      SendCommand.class,
      TopicsCommand.class,
      AclsCommand.class,
      HeadsCommand.class,
      TrainingCommand.class,
      DlqCommand.class,
      PredictionsCommand.class,
      ScoresCommand.class,
      LabelCommand.class,
      LagCommand.class,
      DoctorCommand.class,
      ProveCommand.class,
      ReplayCommand.class,
      CompareCommand.class,
      RetrainCommand.class,
      SolveCommand.class,
      TrainCommand.class,
      ModelsCommand.class,
      ExperimentCommand.class,
      DataCommand.class,
      BenchCommand.class,
      BrokerCommand.class,
      SapiEmulatorCommand.class,
      GenerateCompletion.class
    })
public final class Qahan {
  private Qahan() {}

  @Option(
      names = {"-v", "--verbose"},
      scope = ScopeType.INHERIT,
      description = "Say more, and show stack traces.")
  void verbose(boolean wanted) {
    Verbosity.set(wanted);
  }

  public static void main(String[] arguments) {
    Locale.setDefault(Locale.ROOT); // libraries print and read numbers by it; our code never does
    SpanExport.start(System.getenv(), arguments.length == 0 ? "help" : arguments[0]);
    ServiceProcess.endWithWhoStartedIt();
    ServiceProcess.endWithoutMemory();
    TemporaryDirectory.deleteAbandoned();
    int exitCode;
    try {
      exitCode = commandLine().execute(arguments);
    } catch (LinkageError e) { // a native library that does not load
      String why = TemporaryDirectory.fault().map(text -> ", because " + text).orElse("");
      System.err.println(
          "qahan: a native library does not load (%s)%s. Try QAHAN_OPTS=-Djava.io.tmpdir=DIR, or ask qahan doctor."
              .formatted(e, why));
      exitCode = ExitCode.SOFTWARE;
    }
    System.exit(written(exitCode, System.out, System.err));
  }

  /** The exit code, or 1 if what was printed did not all arrive: on a full disk, say. */
  static int written(int exitCode, PrintStream out, PrintStream err) {
    if (exitCode != ExitCode.OK || !out.checkError()) {
      return exitCode;
    }
    err.println(
        "qahan: not all of the output could be written: the disk is full, or its reader has ended");
    return ExitCode.SOFTWARE;
  }

  static CommandLine commandLine() {
    return new CommandLine(new Qahan())
        .setExecutionExceptionHandler(new CommandFailures())
        .setExecutionStrategy(new ArgumentFiles())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpAutoWidth(true);
  }
}
