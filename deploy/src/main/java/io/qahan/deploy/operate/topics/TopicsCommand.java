package io.qahan.deploy.operate.topics;

import io.qahan.deploy.cli.BrokerOption;
import io.qahan.deploy.cli.CommandFailedException;
import io.qahan.deploy.cli.DurationOption;
import io.qahan.schemas.settings.CommonSettings;
import io.qahan.schemas.settings.Settings;
import io.qahan.schemas.topic.TopicDrift;
import io.qahan.schemas.topic.TopicProvisioner;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code qahan topics}: the catalogue's topics on a cluster. */
@Command(
    name = "topics",
    description = "Create the topics of the catalogue, check them, or give them more partitions.")
public final class TopicsCommand {
  private static final int PATIENCE_MS = 10_000;

  @Spec private CommandSpec spec;

  @Command(name = "create", description = "Create what is missing; leave what exists alone.")
  int create(@Mixin BrokerOption broker) throws InterruptedException {
    Settings settings = broker.load();
    List<String> created = on(settings, admin -> new TopicProvisioner(admin, settings).create());
    created.forEach(name -> out().println("created " + name));
    out().println(created.size() + " topics created");
    out().flush();
    return ExitCode.OK;
  }

  @Command(
      name = "check",
      description = "Print where the cluster differs from the catalogue; exit code 1 if it does.")
  int check(@Mixin BrokerOption broker) throws InterruptedException {
    Settings settings = broker.load();
    List<TopicDrift> drifts = on(settings, admin -> new TopicProvisioner(admin, settings).check());
    drifts.forEach(drift -> out().println(drift));
    out().println(drifts.isEmpty() ? "all topics are as wanted" : drifts.size() + " difference(s)");
    out().flush();
    return drifts.isEmpty() ? ExitCode.OK : ExitCode.SOFTWARE;
  }

  @Command(
      name = "grow",
      description = {
        "Give images, mask-requests, mask-results and what ingest keeps by their partitions more"
            + " partitions. Stop ingest and the workers first; clients may go on to send. Nothing is"
            + " lost, and a growth that was cut short goes on when it is asked for again."
      })
  int grow(
      @Mixin BrokerOption broker,
      @Option(
              names = "--partitions",
              paramLabel = "N",
              required = true,
              description = "How many each of them shall have.")
          int partitions,
      @Option(
              names = "--wait",
              paramLabel = "TIME",
              defaultValue = "0s",
              description = "How long to wait for services that are being stopped (default: 0s).")
          String wait)
      throws InterruptedException {
    if (partitions < 1 || partitions > CommonSettings.MOST_PARTITIONS) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "--partitions [%d] must be from 1 to %d",
              partitions,
              CommonSettings.MOST_PARTITIONS));
    }
    Duration patience = DurationOption.parse("--wait", wait);
    Settings settings = broker.load();
    TopicGrowth.Growth growth =
        on(settings, admin -> new TopicGrowth(admin, settings).to(partitions, patience));
    growth
        .grown()
        .forEach((topic, before) -> out().println(topic + ": " + before + " -> " + partitions));
    out()
        .println(
            growth.grown().isEmpty()
                ? "all of them have "
                    + partitions
                    + " partitions already: "
                    + String.join(", ", growth.before().keySet())
                : "Start ingest and the workers again. labels, predictions and masked-features keep"
                    + " the partitions they have (any number will do), topics with one keep that.");
    out().flush();
    return ExitCode.OK;
  }

  private interface Work<T> {
    T on(Admin admin) throws ExecutionException, InterruptedException;
  }

  private static <T> T on(Settings settings, Work<T> work) throws InterruptedException {
    Map<String, Object> properties = new HashMap<>(settings.kafkaClient());
    properties.putIfAbsent(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, PATIENCE_MS);
    properties.putIfAbsent(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, PATIENCE_MS / 2);
    try (Admin admin = Admin.create(properties)) {
      return work.on(admin);
    } catch (ExecutionException e) {
      throw new CommandFailedException(
          "The broker at [%s] does not do it: %s. Is it running, and is --bootstrap-servers right?"
              .formatted(settings.get(CommonSettings.BOOTSTRAP_SERVERS), e.getCause().getMessage()),
          e);
    }
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
