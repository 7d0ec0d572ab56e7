package io.qahan.deploy.solve;

import io.qahan.dwave.emulator.FaultFile;
import io.qahan.dwave.emulator.SapiEmulator;
import io.qahan.dwave.graph.Topology;
import io.qahan.dwave.graph.WorkingGraph;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code qahan sapi-emulator}: D-Wave's Solver API on loopback, for development without a token.
 */
@Command(
    name = "sapi-emulator",
    description = {
      "Speak D-Wave's Solver API on loopback, until interrupted; problems are solved by annealing.",
      "A fault file has a line for each misbehaviour: REQUESTS FAULT [every=N] [skip=N] [times=N]"
          + " [seconds=S] [retry-after=S]. Requests: solvers, submit, poll, answer, cancel, upload,"
          + " any. Faults: a status (429), stall, drop, drop-after, truncate, garbage, offline,"
          + " new-graph."
    })
public final class SapiEmulatorCommand implements Callable<Integer> {
  /** What comes before the address in the line that says the server is up. */
  public static final String ANNOUNCEMENT = "DWAVE_API_ENDPOINT=";

  private static final int SEED = 1;

  @Option(
      names = "--port",
      paramLabel = "P",
      defaultValue = "0",
      description = "Where clients connect (default: any free port).")
  private int port;

  @Option(
      names = "--qpu",
      paramLabel = "GRAPH",
      split = ",",
      defaultValue = "pegasus:6",
      description =
          "QPUs, for example zephyr:6,pegasus:16@0.97: the graph, and how many of its qubits work"
              + " (default: ${DEFAULT-VALUE}).")
  private List<String> qpus;

  @Option(
      names = "--software",
      paramLabel = "GRAPH",
      split = ",",
      description = "Software solvers on these graphs: for trying how a client chooses.")
  private List<String> software = List.of();

  @Option(
      names = "--hybrid",
      description = "Offer a hybrid solver of binary quadratic models, too: --hybrid-kinds bqm.")
  private boolean hybrid;

  @Option(
      names = "--hybrid-kinds",
      paramLabel = "KIND",
      split = ",",
      description =
          "List hybrid solvers of these kinds of problems: bqm,cqm,dqm,nl. Only bqm is solved; the"
              + " others are there to be passed over.")
  private List<String> hybridKinds = List.of();

  @Option(
      names = "--token",
      paramLabel = "T",
      required = true,
      description = "What clients must give as DWAVE_API_TOKEN.")
  private String token;

  @Option(names = "--faults", paramLabel = "FILE", description = "How to misbehave.")
  private Path faults;

  @Option(
      names = "--annealers",
      paramLabel = "N",
      defaultValue = "2",
      description = "Problems solved at once (default: ${DEFAULT-VALUE}).")
  private int annealers;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description =
          "Answer the same submissions in the same order alike (default: another seed every time).")
  private Long seed;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    SapiEmulator emulator =
        SapiEmulator.start(
            new SapiEmulator.Options(
                port,
                token,
                qpus.stream().map(SapiEmulatorCommand::graph).toList(),
                software.stream().map(SapiEmulatorCommand::graph).toList(),
                kinds(),
                annealers,
                seed == null ? OptionalLong.empty() : OptionalLong.of(seed)),
            faults == null ? List.of() : FaultFile.read(faults));
    Runtime.getRuntime().addShutdownHook(new Thread(emulator::close, "sapi-emulator-shutdown"));
    PrintWriter out = spec.commandLine().getOut();
    out.println(ANNOUNCEMENT + emulator.endpoint());
    out.flush();
    new CountDownLatch(1).await(); // the shutdown hook ends it
    return 0;
  }

  private List<String> kinds() {
    Set<String> kinds = new LinkedHashSet<>(hybrid ? List.of("bqm") : List.of());
    kinds.addAll(hybridKinds);
    return List.copyOf(kinds);
  }

  /** A graph with the share of qubits that works, and all couplers between them. */
  static WorkingGraph graph(String text) {
    int at = text.indexOf('@');
    if (at < 0) {
      return Topology.parse(text).fullYield();
    }
    String share = text.substring(at + 1);
    if (!share.matches("0?\\.\\d{1,6}|1(\\.0*)?")) {
      throw new IllegalArgumentException(
          "The share of working qubits [%s] in [%s] must be from 0 to 1, for example pegasus:6@0.97"
              .formatted(share, text));
    }
    return Topology.parse(text.substring(0, at))
        .fullYield()
        .withYield(Double.parseDouble(share), 1, new Random(SEED));
  }
}
