package io.qahan.deploy.operate.doctor;

import io.qahan.dwave.config.ConfigHost;
import io.qahan.dwave.config.DWaveConfig;
import io.qahan.dwave.config.DWaveConfigException;
import io.qahan.dwave.config.DWaveConfigLoader;
import io.qahan.dwave.http.SapiAuthenticationException;
import io.qahan.dwave.http.SapiException;
import io.qahan.dwave.sampler.QpuChip;
import io.qahan.dwave.sapi.SapiClient;
import io.qahan.dwave.solver.SolverCategory;
import io.qahan.dwave.solver.SolverDefinition;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Whether D-Wave can be reached and knows the token, which is never shown. */
final class DWaveCheck {
  private static final String CHECK = "d-wave";
  private static final String NO_TOKEN = "[token] is missing";
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private DWaveCheck() {}

  /**
   * Asks for the solver that is configured; nothing is submitted, so nothing is paid.
   *
   * @param host whose configuration is meant
   * @param wanted whether the workers' chain has D-Wave in it
   * @param budget where a worker here would remember what it spent
   */
  static Finding of(ConfigHost host, boolean wanted, Path budget) throws InterruptedException {
    DWaveConfig config;
    try {
      config = DWaveConfigLoader.load(host, Map.of());
    } catch (DWaveConfigException e) {
      return !wanted && e.getMessage().contains(NO_TOKEN)
          ? Finding.ok(CHECK, "not configured, and not among worker.solvers")
          : Finding.fault(
              CHECK,
              String.join("; ", e.faults()),
              "correct dwave.conf or the DWAVE_... variables, or take dwave out of worker.solvers");
    }
    return of(config, budget);
  }

  private static Finding of(DWaveConfig config, Path budget) throws InterruptedException {
    try (SapiClient client = SapiClient.open(config)) {
      return of(client, config, budget);
    } catch (ExecutionException e) {
      return failed(e.getCause(), config);
    } catch (SapiException e) {
      return failed(e, config);
    }
  }

  /** Waits no longer than patience, and says then what went wrong on the way so far. */
  private static Finding of(SapiClient client, DWaveConfig config, Path budget)
      throws ExecutionException, InterruptedException {
    try {
      SolverDefinition solver =
          client.solver(config.solverForModels()).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      if (solver.category() != SolverCategory.HYBRID) {
        QpuChip.of(solver); // else the first problem would say what its description lacks
      }
      return Finding.ok(
          CHECK,
          "the solver [%s] is online; what a worker spends is remembered in [%s]"
              .formatted(solver.identity(), budget));
    } catch (TimeoutException e) {
      return Finding.fault(
          CHECK,
          "no answer within [%s]%s"
              .formatted(
                  PATIENCE, client.trouble().map(last -> ": " + last.getMessage()).orElse("")),
          "see whether the endpoint can be reached from here (proxy, firewall)");
    }
  }

  private static Finding failed(Throwable thrown, DWaveConfig config) {
    Throwable cause =
        thrown instanceof CompletionException && thrown.getCause() != null
            ? thrown.getCause()
            : thrown;
    String text = config.secrets().printable(String.valueOf(cause.getMessage()));
    return Finding.fault(
        CHECK,
        text,
        cause instanceof SapiAuthenticationException
            ? "set DWAVE_API_TOKEN, or token in dwave.conf, to the token that the Leap dashboard shows"
            : "see DWAVE_API_ENDPOINT, DWAVE_API_REGION and DWAVE_API_SOLVER, and the network");
  }
}
