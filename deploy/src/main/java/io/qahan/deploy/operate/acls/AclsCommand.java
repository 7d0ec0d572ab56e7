package io.qahan.deploy.operate.acls;

import io.qahan.deploy.cli.BrokerOption;
import io.qahan.deploy.operate.Brokers;
import io.qahan.schemas.rights.MissingRights;
import io.qahan.schemas.rights.Right;
import io.qahan.schemas.rights.Rights;
import io.qahan.schemas.rights.Role;
import io.qahan.schemas.settings.CommonSettings;
import io.qahan.schemas.settings.Settings;
import io.qahan.schemas.topic.TopicNames;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code qahan acls}: the rights that our users have to have at the brokers. */
@Command(
    name = "acls",
    description = {
      "Print the rights that each service and command has to have at the brokers, and no more: as"
          + " commands of Kafka's own tool, as users of Strimzi, or as tables. Asks no broker.",
    })
public final class AclsCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private BrokerOption broker;

  @Option(
      names = "--role",
      paramLabel = "ROLE",
      description =
          "Whose: ${COMPLETION-CANDIDATES}; several if given several times (default: all).")
  private List<Role> roles = new ArrayList<>();

  @Option(
      names = "--user",
      paramLabel = "NAME",
      description =
          "One user that has all these roles, by its name (default: a user for each role, which the"
              + " topic prefix and the role name).")
  private String userName;

  @ArgGroup private Format format = new Format();

  /** As what they are printed. */
  private static final class Format {
    @Option(names = "--kafka-acls", description = "As commands of kafka-acls (default).")
    private boolean kafkaAcls;

    @Option(names = "--strimzi", description = "As KafkaUsers, for kubectl.")
    private boolean strimzi;

    @Option(names = "--table", description = "As tables of Markdown, with what each is for.")
    private boolean table;

    AclFormat chosen() {
      if (kafkaAcls || !(strimzi || table)) {
        return AclFormat.KAFKA_ACLS;
      }
      return strimzi ? AclFormat.STRIMZI : AclFormat.TABLE;
    }
  }

  @Option(
      names = "--cluster",
      paramLabel = "NAME",
      defaultValue = "qahan",
      description = "With --strimzi: the name of the Kafka resource (default: qahan).")
  private String cluster;

  @Override
  public Integer call() {
    Settings settings = broker.load();
    TopicNames names = TopicNames.from(settings);
    AclFormat chosen = format.chosen();
    AclFormat.Target target =
        new AclFormat.Target(settings.get(CommonSettings.BOOTSTRAP_SERVERS), cluster);
    boolean first = true;
    for (List<Role> user : users()) {
      if (!first) {
        out().println(chosen.between());
      }
      first = false;
      String who = user.stream().map(Role::who).collect(Collectors.joining("; "));
      String name = userName == null ? user.get(0).user(names) : userName;
      // A table says of each right with which setting it is needed.
      List<Right> rights =
          user.stream()
              .flatMap(
                  role ->
                      (chosen == AclFormat.TABLE
                              ? Rights.of(role, names)
                              : Rights.of(role, settings))
                          .stream())
              .collect(
                  Collectors.collectingAndThen(
                      Collectors.toMap(
                          Right::text, right -> right, (one, same) -> one, LinkedHashMap::new),
                      all -> List.copyOf(all.values())));
      chosen.lines(who, name, rights, target).forEach(out()::println);
    }
    out().flush();
    return ExitCode.OK;
  }

  /** The roles of each user. */
  private List<List<Role>> users() {
    List<Role> all = roles.isEmpty() ? List.of(Role.values()) : roles;
    return userName == null ? all.stream().map(List::of).toList() : List.of(all);
  }

  @Command(
      name = "check",
      description =
          "Print which of a role's rights the brokers do not give the user of these settings; exit"
              + " code 1 if any is missing. Changes nothing.")
  int check(
      @Mixin BrokerOption brokers,
      @Option(names = "--role", paramLabel = "ROLE", required = true, description = "Whose.")
          Role role)
      throws InterruptedException {
    Settings settings = brokers.load();
    List<Right> missing =
        Brokers.ask(
            settings,
            asked -> {
              try (Admin admin = asked.admin()) {
                return MissingRights.of(admin, Rights.of(role, settings));
              }
            });
    missing.forEach(
        right -> out().println("missing: " + right.text() + " (" + right.purpose() + ")"));
    out()
        .println(
            missing.isEmpty()
                ? "no right of " + role.slug() + " is missing"
                : missing.size()
                    + " right(s) missing; the whole list: qahan acls --role "
                    + role.slug());
    out().flush();
    return missing.isEmpty() ? ExitCode.OK : ExitCode.SOFTWARE;
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
