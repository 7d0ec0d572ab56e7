package io.qahan.deploy.bench;

import io.qahan.deploy.bench.scale.ScaleBenchCommand;
import io.qahan.deploy.bench.swap.SwapBenchCommand;
import picocli.CommandLine.Command;

/** {@code qahan bench}: measurements, not tests. */
@Command(
    name = "bench",
    description = "Measure on this machine.",
    subcommands = {
      PipelineBenchCommand.class,
      SolverBenchCommand.class,
      TrainBenchCommand.class,
      DWaveBenchCommand.class,
      FaultsBenchCommand.class,
      QpuBenchCommand.class,
      SwapBenchCommand.class,
      ScaleBenchCommand.class
    })
public final class BenchCommand {}
