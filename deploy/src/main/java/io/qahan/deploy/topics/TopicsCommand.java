package io.qahan.deploy.topics;

import io.qahan.deploy.cli.BrokerOption;
import io.qahan.deploy.cli.CommandFailedException;
import io.qahan.schemas.settings.CommonSettings;
import io.qahan.schemas.settings.Settings;
import io.qahan.schemas.topic.TopicDrift;
import io.qahan.schemas.topic.TopicProvisioner;
import java.io.PrintWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code qahan topics}: the catalogue's topics on a cluster. */
@Command(name = "topics", description = "Create the topics of the catalogue, or check them.")
public final class TopicsCommand {
  private static final int PATIENCE_MS = 10_000;

  @Spec private CommandSpec spec;

  @Command(name = "create", description = "Create what is missing; leave what exists alone.")
  int create(@Mixin BrokerOption broker) throws InterruptedException {
    List<String> created = on(broker.load(), TopicProvisioner::create);
    created.forEach(name -> out().println("created " + name));
    out().println(created.size() + " topics created");
    out().flush();
    return ExitCode.OK;
  }

  @Command(
      name = "check",
      description = "Print where the cluster differs from the catalogue; exit code 1 if it does.")
  int check(@Mixin BrokerOption broker) throws InterruptedException {
    List<TopicDrift> drifts = on(broker.load(), TopicProvisioner::check);
    drifts.forEach(drift -> out().println(drift));
    out().println(drifts.isEmpty() ? "all topics are as wanted" : drifts.size() + " difference(s)");
    out().flush();
    return drifts.isEmpty() ? ExitCode.OK : ExitCode.SOFTWARE;
  }

  private interface Work<T> {
    T on(TopicProvisioner topics) throws ExecutionException, InterruptedException;
  }

  private static <T> T on(Settings settings, Work<T> work) throws InterruptedException {
    Map<String, Object> properties = new HashMap<>(settings.kafkaClient());
    properties.putIfAbsent(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, PATIENCE_MS);
    properties.putIfAbsent(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, PATIENCE_MS / 2);
    try (Admin admin = Admin.create(properties)) {
      return work.on(new TopicProvisioner(admin, settings));
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
