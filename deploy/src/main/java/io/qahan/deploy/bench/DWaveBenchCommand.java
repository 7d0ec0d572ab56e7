package io.qahan.deploy.bench;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code qahan bench dwave}: what the way to D-Wave and back costs on this machine. */
@Command(
    name = "dwave",
    description = {
      "Time clique embeddings, encoding and decoding, and problems in flight against the emulator.",
      "Needs no token and sends nothing to D-Wave."
    })
final class DWaveBenchCommand implements Callable<Integer> {
  @Option(names = "--json", paramLabel = "FILE", description = "Write the figures here as JSON.")
  private Path json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    List<DWaveRow> rows = new ArrayList<>();
    rows.addAll(printed(EmbeddingTiming.rows("pegasus:16", 180)));
    rows.addAll(printed(EmbeddingTiming.rows("zephyr:12", 184)));
    rows.addAll(printed(CodecTiming.rows()));
    rows.addAll(printed(FlightTiming.rows()));
    if (json != null) {
      Files.writeString(
          json,
          JsonMapper.builder().build().writerWithDefaultPrettyPrinter().writeValueAsString(rows)
              + "\n");
    }
    return ExitCode.OK;
  }

  private List<DWaveRow> printed(List<DWaveRow> rows) {
    PrintWriter out = spec.commandLine().getOut();
    rows.forEach(row -> out.println(row.line()));
    out.flush();
    return rows;
  }
}
