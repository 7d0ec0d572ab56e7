package io.qahan.deploy.operate.lag;

import io.qahan.deploy.cli.BrokerOption;
import io.qahan.deploy.operate.Brokers;
import io.qahan.deploy.operate.OutputOption;
import io.qahan.deploy.operate.TextTable;
import io.qahan.schemas.settings.CommonSettings;
import io.qahan.schemas.settings.Settings;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;

/** {@code qahan lag}: how far the services are behind. */
@Command(
    name = "lag",
    description = "List the consumer and share groups of the services and how far they are behind.")
public final class LagCommand implements Callable<Integer> {
  @Mixin private BrokerOption broker;
  @Mixin private OutputOption output;

  @Override
  public Integer call() throws InterruptedException {
    Settings settings = broker.load();
    String prefix = settings.get(CommonSettings.TOPIC_PREFIX);
    List<GroupLagRow> rows =
        Brokers.ask(
            settings,
            brokers -> {
              try (Admin admin = brokers.admin()) {
                return new GroupLags(admin).of(prefix);
              }
            });
    output.print(rows, lines(rows, prefix));
    return ExitCode.OK;
  }

  private static List<String> lines(List<GroupLagRow> rows, String prefix) {
    return rows.isEmpty()
        ? List.of(
            "There is no group whose name begins with [%s]: has a service ever run here?"
                .formatted(prefix))
        : new TextTable(GroupLagRow.COLUMNS, rows.stream().map(GroupLagRow::cells).toList())
            .lines();
  }
}
