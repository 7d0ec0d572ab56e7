package io.qahan.deploy.operate.doctor;

import io.qahan.deploy.cli.BrokerOption;
import io.qahan.deploy.cli.CommandFailedException;
import io.qahan.deploy.operate.Brokers;
import io.qahan.deploy.operate.OutputOption;
import io.qahan.dwave.config.ConfigHost;
import io.qahan.ingest.IngestSettings;
import io.qahan.schemas.codec.RegistryAddress;
import io.qahan.schemas.settings.CommonSettings;
import io.qahan.schemas.settings.Settings;
import io.qahan.worker.BudgetFile;
import io.qahan.worker.WorkerSettings;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code qahan doctor}: whether everything that the services need is there. */
@Command(
    name = "doctor",
    description =
        "Check the brokers, topics, groups, registry, D-Wave, native libraries and disk; say what"
            + " to do about each fault; and whether what flows ends as it should. Exit code 1 if"
            + " there is a fault.")
public final class DoctorCommand implements Callable<Integer> {
  @Mixin private BrokerOption broker;
  @Mixin private OutputOption output;

  @Option(
      names = "--service",
      paramLabel = "URL",
      description =
          "Also ask the service at this address (http://HOST:PORT) whether it is ready and its clock"
              + " right; may be given several times.")
  private List<String> services = List.of();

  @Override
  public Integer call() throws InterruptedException {
    List<Finding> findings = new ArrayList<>(findings(broker.load()));
    services.forEach(url -> findings.addAll(ServiceCheck.of(url)));
    Diagnosis diagnosis = Diagnosis.of(findings);
    output.print(diagnosis, diagnosis.lines());
    return diagnosis.faults() == 0 ? ExitCode.OK : ExitCode.SOFTWARE;
  }

  private static List<Finding> findings(Settings settings) throws InterruptedException {
    List<Finding> findings = new ArrayList<>(ofCluster(settings));
    findings.add(RegistryCheck.of(RegistryAddress.from(settings)));
    findings.add(
        DWaveCheck.of(
            ConfigHost.local(),
            settings.get(WorkerSettings.SOLVERS).contains("dwave"),
            BudgetFile.of(settings, ConfigHost.local())));
    findings.addAll(NativeCheck.of(System.getenv("OMP_NUM_THREADS")));
    findings.add(
        DiskCheck.of(
            DiskCheck.state(
                Optional.ofNullable(settings.under(Settings.STREAMS).get("state.dir")))));
    return findings;
  }

  private static List<Finding> ofCluster(Settings settings) throws InterruptedException {
    try {
      return Brokers.ask(
          settings,
          brokers -> {
            try (Admin admin = brokers.admin();
                Consumer<byte[], byte[]> reader = brokers.reader()) {
              FlowExamination flow =
                  new FlowExamination(
                      brokers.names(),
                      brokers.codecs(),
                      reader,
                      brokers.settings().get(CommonSettings.MODEL),
                      settings.get(IngestSettings.DEDUPE_RETENTION),
                      Instant.now());
              return new ClusterExamination(admin, brokers.settings(), flow).findings();
            }
          });
    } catch (CommandFailedException e) { // not even a client could be made
      return List.of(
          Finding.fault("broker", e.getMessage(), "correct bootstrap.servers and kafka.*"));
    }
  }
}
