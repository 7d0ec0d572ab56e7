package io.qahan.deploy.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.qahan.deploy.cli.CommandFailedException;
import io.qahan.deploy.cli.JsonFileOption;
import io.qahan.dwave.emulator.FaultFile;
import io.qahan.dwave.emulator.SapiEmulator;
import io.qahan.dwave.graph.Topology;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code qahan bench faults}: the demo with D-Wave first, against an emulator that misbehaves. */
@Command(
    name = "faults",
    description = {
      "Run the demo with D-Wave first in the chain against the emulator of its Solver API, once for"
          + " each fault.",
      "Prints who answered, and fails if an image was lost or answered twice. About a minute each."
    })
final class FaultsBenchCommand implements Callable<Integer> {
  private static final String TOKEN = "bench-faults";
  private static final String SHIPPED = "faults.txt";
  private static final int ANNEALERS = 2;

  @Option(
      names = "--images",
      defaultValue = "500",
      paramLabel = "N",
      description = "Images of each run; ${DEFAULT-VALUE} unless said.")
  private int images;

  @Option(
      names = "--lines",
      paramLabel = "FILE",
      description =
          "Faults, one a line as in a fault file of sapi-emulator; empty lines are runs"
              + " without. The shipped ones unless said.")
  private Optional<Path> file = Optional.empty();

  @Option(
      names = "-D",
      paramLabel = "NAME=VALUE",
      description = "A setting for the demo, for example worker.source=consumer-group.")
  private List<String> settings = List.of();

  @Option(
      names = "--limit",
      defaultValue = "600",
      paramLabel = "SECONDS",
      description = "After which a run counts as hung; ${DEFAULT-VALUE} unless said.")
  private int limitSeconds;

  @Mixin private JsonFileOption json;

  @Spec private CommandSpec spec;

  /**
   * What came of one fault.
   *
   * @param fault as a line of the fault file; empty for none
   * @param exitCode of the demo
   * @param dwave images that D-Wave answered
   * @param others images that other solvers of the chain answered
   * @param passedOver why D-Wave was passed over, and how often
   * @param problems that the emulator took: what would have been paid for
   */
  record Row(
      String fault,
      int exitCode,
      int predictions,
      int duplicates,
      int deadLetters,
      int dwave,
      int others,
      int degraded,
      JsonNode passedOver,
      int problems,
      double seconds) {
    boolean sound(int images) {
      return exitCode == 0 && predictions == images && duplicates == 0 && deadLetters == 0;
    }

    String line() {
      StringJoiner reasons = new StringJoiner(", ");
      passedOver
          .properties()
          .forEach(reason -> reasons.add("`" + reason.getKey() + "` " + reason.getValue()));
      return String.format(
          Locale.ROOT,
          "| %s | %d | %d | %d | %d | %d | %d | %s | %d | %.0f s |",
          fault.isEmpty() ? "none" : "`" + fault + "`",
          predictions,
          duplicates,
          deadLetters,
          dwave,
          others,
          degraded,
          reasons,
          problems,
          seconds);
    }
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    List<String> faults = faults();
    PrintWriter out = spec.commandLine().getOut();
    out.println(
        "| fault | predictions | duplicates | dead letters | by `dwave` | by others | degraded |"
            + " why `dwave` was passed over | problems taken | run |");
    out.println("|---|---|---|---|---|---|---|---|---|---|");
    List<Row> rows = new ArrayList<>();
    for (String fault : faults) {
      Row row = run(fault);
      out.println(row.line());
      out.flush();
      rows.add(row);
    }
    json.write(rows);
    List<String> unsound = rows.stream().filter(row -> !row.sound(images)).map(Row::fault).toList();
    if (!unsound.isEmpty()) {
      throw new CommandFailedException(
          "Images were lost or answered twice, or the demo failed, with %s".formatted(unsound));
    }
    out.printf(
        Locale.ROOT,
        "%d runs of %d images: each image answered once in every one.%n",
        rows.size(),
        images);
    out.flush();
    return ExitCode.OK;
  }

  private List<String> faults() throws IOException {
    if (file.isPresent()) {
      return Files.readAllLines(file.get());
    }
    try (InputStream shipped =
        Objects.requireNonNull(FaultsBenchCommand.class.getResourceAsStream(SHIPPED), SHIPPED)) {
      return new String(shipped.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }

  private Row run(String fault) throws IOException, InterruptedException {
    Path directory = Files.createTempDirectory("qahan-faults");
    Path faultFile = Files.writeString(directory.resolve("faults"), fault);
    Path result = directory.resolve("demo.json");
    Path log = directory.resolve("demo.log");
    Path budget = directory.resolve("budget");
    long begin = System.nanoTime();
    try (SapiEmulator emulator =
        SapiEmulator.start(
            new SapiEmulator.Options(
                0,
                TOKEN,
                List.of(
                    Topology.parse("zephyr:6").fullYield(),
                    Topology.parse("pegasus:6").fullYield()),
                true,
                ANNEALERS),
            FaultFile.read(faultFile))) {
      Process demo = demo(emulator, budget, result, log);
      try {
        if (!demo.waitFor(limitSeconds, TimeUnit.SECONDS) || !Files.exists(result)) {
          throw new CommandFailedException(
              "The demo with the fault [%s] gave no result within [%s]; it said:%n%s"
                  .formatted(fault, Duration.ofSeconds(limitSeconds), Files.readString(log)));
        }
      } finally {
        demo.destroyForcibly().waitFor();
      }
      double seconds = (System.nanoTime() - begin) / 1e9;
      JsonNode summary = JsonMapper.builder().build().readTree(result.toFile());
      return row(fault, demo.exitValue(), summary, emulator.problemsTaken(), seconds);
    } finally {
      for (Path written : List.of(faultFile, result, log, budget, directory)) {
        Files.deleteIfExists(written);
      }
    }
  }

  private Process demo(SapiEmulator emulator, Path budget, Path result, Path log)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx512m", "-cp", System.getProperty("java.class.path")));
    command.addAll(
        List.of(
            spec.root().userObject().getClass().getName(), "demo", "--solver", "dwave,sa,greedy"));
    command.addAll(List.of("--blocks", "7x7", "--headless", "--json", result.toString()));
    command.addAll(List.of("--images", Integer.toString(images)));
    command.addAll(List.of("-D", "worker.dwave.budget.file=" + budget));
    settings.forEach(setting -> command.addAll(List.of("-D", setting)));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().put("DWAVE_API_ENDPOINT", emulator.endpoint().toString());
    builder.environment().put("DWAVE_API_TOKEN", TOKEN);
    return builder.start();
  }

  private static Row row(
      String fault, int exitCode, JsonNode summary, int problems, double seconds) {
    int others = 0;
    for (var solver : summary.path("solver").path("solvesByName").properties()) {
      others += solver.getKey().equals("dwave") ? 0 : solver.getValue().asInt();
    }
    return new Row(
        fault,
        exitCode,
        summary.path("predictions").asInt(),
        summary.path("duplicates").asInt(),
        summary.path("deadLetters").asInt(),
        summary.path("solver").path("solvesByName").path("dwave").asInt(),
        others,
        summary.path("degraded").asInt(),
        summary.path("fallbacks").path("dwave"),
        problems,
        seconds);
  }
}
