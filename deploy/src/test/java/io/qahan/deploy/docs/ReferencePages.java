package io.qahan.deploy.docs;

import io.qahan.deploy.CommandRun;
import io.qahan.deploy.cli.SettingsOptions;
import io.qahan.ingest.IngestService;
import io.qahan.schemas.metrics.Metric;
import io.qahan.schemas.settings.CommonSettings;
import io.qahan.schemas.settings.Setting;
import io.qahan.trainer.TrainerService;
import io.qahan.worker.WorkerService;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** The pages of {@code deploy/docs/reference}, made from the code. */
final class ReferencePages {
  private static final int WIDTH = 110;
  private static final String NOTE =
      "\n<!-- Made from the code: mvn -pl deploy -am -Dtest=ReferencePagesTest"
          + " -Dsurefire.failIfNoSpecifiedTests=false -Dqahan.docs.write=true test -->\n";

  private ReferencePages() {}

  /** Each by the name of its file. */
  static Map<String, String> all() {
    Map<String, String> pages = new LinkedHashMap<>();
    pages.put("commands.md", commands());
    pages.put("settings.md", settings());
    pages.put("metrics.md", metrics());
    return pages;
  }

  private static String commands() {
    List<CommandLine> all = new ArrayList<>();
    add(CommandRun.commandLine(), all);
    StringBuilder page = new StringBuilder("# Commands\n" + NOTE);
    page.append(
        """

        Every command of `deploy/qahan`, as its `--help` says it. Settings of `-D` are in [settings](settings.md).

        Completion in bash and zsh, for a `qahan` that is on the PATH: `. <(qahan generate-completion)`.
        """);
    for (CommandLine command : all) {
      page.append("\n## ").append(command.getCommandSpec().qualifiedName()).append("\n\n```text\n");
      command.getUsageMessage(Ansi.OFF).lines().forEach(line -> page.append(line).append('\n'));
      page.append("```\n");
    }
    return page.toString();
  }

  private static void add(CommandLine command, List<CommandLine> all) {
    command.setUsageHelpAutoWidth(false).setUsageHelpWidth(WIDTH);
    all.add(command);
    command.getSubcommands().values().forEach(sub -> add(sub, all));
  }

  private static String settings() {
    StringBuilder page = new StringBuilder("# Settings\n" + NOTE);
    page.append(
        """

        Built-in defaults, then `--config FILE` (properties), then environment variables, then `-D name=value`. The environment variable of `topic.prefix` is `QAHAN_TOPIC_PREFIX`, and so on. For a secret, `QAHAN_..._FILE` names a file that has it. `kafka.*` and `streams.*` reach the Kafka clients and Kafka Streams as they are.
        """);
    Map<String, List<Setting<?>>> groups = new LinkedHashMap<>();
    groups.put("All services", CommonSettings.all());
    groups.put("ingest", IngestService.settings());
    groups.put("worker", WorkerService.settings());
    groups.put("trainer", TrainerService.settings());
    List<String> told = new ArrayList<>();
    groups.forEach(
        (title, settings) -> {
          page.append("\n## ")
              .append(title)
              .append("\n\n| setting | meaning | default |\n|---|---|---|\n");
          for (Setting<?> setting : settings) {
            if (!told.contains(setting.name())) {
              told.add(setting.name());
              page.append(row(setting));
            }
          }
        });
    List<String> missing =
        SettingsOptions.known().stream()
            .map(Setting::name)
            .filter(name -> !told.contains(name))
            .toList();
    if (!missing.isEmpty()) {
      throw new IllegalStateException("settings without a place: " + missing);
    }
    return page.toString();
  }

  private static String row(Setting<?> setting) {
    return "| `%s` | %s%s | %s |\n"
        .formatted(
            setting.name(),
            setting.meaning().replace("|", "\\|"),
            setting.secret() ? " (a secret)" : "",
            setting
                .fallback()
                .map(text -> text.isEmpty() ? "" : "`" + text + "`")
                .orElse("must be given"));
  }

  private static String metrics() {
    StringBuilder page = new StringBuilder("# Metrics\n" + NOTE);
    page.append(
        """

        What `/metrics` of the services has of ours, by the names that Prometheus gives it; Kafka's clients, Kafka Streams and the JVM add theirs. A timer counts seconds and is a histogram: `_bucket`, `_count` and `_sum`. A summary has `_count`, `_sum` and `_max`.

        | metric | kind | labels | meaning |
        |---|---|---|---|
        """);
    Stream.of(Metric.values())
        .sorted(Comparator.comparing(Metric::meter))
        .forEach(
            metric ->
                page.append(
                    "| `%s` | %s | %s | %s |\n"
                        .formatted(
                            prometheus(metric),
                            metric.kind().name().toLowerCase(Locale.ROOT),
                            metric.tags().stream()
                                .map(tag -> "`" + tag + "`")
                                .collect(Collectors.joining(", ")),
                            metric.meaning().replace("|", "\\|"))));
    return page.toString();
  }

  private static String prometheus(Metric metric) {
    String name = metric.meter().replace('.', '_');
    return switch (metric.kind()) {
      case COUNTER -> name + "_total";
      case TIMER -> name + "_seconds";
      case GAUGE, SUMMARY -> name;
    };
  }
}
