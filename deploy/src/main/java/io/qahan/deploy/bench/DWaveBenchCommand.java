package io.qahan.deploy.bench;

import io.qahan.deploy.cli.JsonFileOption;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code qahan bench dwave}: what the way to D-Wave and back costs on this machine. */
@Command(
    name = "dwave",
    description = {
      "Time clique embeddings, encoding and decoding, and problems in flight against the emulator.",
      "Needs no token and sends nothing to D-Wave."
    })
final class DWaveBenchCommand implements Callable<Integer> {
  @Mixin private JsonFileOption json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    List<DWaveRow> rows = new ArrayList<>();
    rows.addAll(printed(EmbeddingTiming.rows("pegasus:16", 180)));
    rows.addAll(printed(EmbeddingTiming.rows("zephyr:12", 184)));
    rows.addAll(printed(CodecTiming.rows()));
    rows.addAll(printed(FlightTiming.rows()));
    json.write(rows);
    return ExitCode.OK;
  }

  private List<DWaveRow> printed(List<DWaveRow> rows) {
    PrintWriter out = spec.commandLine().getOut();
    rows.forEach(row -> out.println(row.line()));
    out.flush();
    return rows;
  }
}
