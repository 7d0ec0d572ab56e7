package io.qahan.deploy.solve;

import io.qahan.qubo.Mask;
import io.qahan.qubo.MaskProblem;
import io.qahan.qubo.MaskSolution;
import io.qahan.qubo.SolveOptions;
import io.qahan.qubo.Solvers;
import io.qahan.qubo.bqm.BinaryQuadraticModel;
import io.qahan.qubo.bqm.BqmOptions;
import io.qahan.qubo.bqm.BqmSolution;
import io.qahan.qubo.bqm.BqmSolvers;
import io.qahan.qubo.bqm.MaskRows;
import io.qahan.qubo.bqm.ProblemFile;
import io.qahan.qubo.bqm.Sample;
import io.qahan.qubo.bqm.Vartype;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * Problem files solved by D-Wave: energies recomputed from the file, bounds from this machine's
 * greedy solvers, whose solutions are where solving in parts begins.
 */
record DWaveFiles(DWaveSearch search, long seed) {
  private static final String NAME = "dwave";

  SolvedFile solve(String name, ProblemFile file) throws InterruptedException {
    return file instanceof ProblemFile.OfMask mask
        ? solve(name, mask.problem())
        : solve(name, (ProblemFile.OfModel) file);
  }

  private SolvedFile solve(String name, MaskProblem problem) throws InterruptedException {
    MaskSolution greedy = Solvers.byName("greedy").solve(problem, SolveOptions.ofSeed(seed));
    DWaveSearch.Found found =
        search.solve(new MaskRows(problem), Optional.of(sample(greedy.mask())));
    Sample sample = found.sample();
    int[] kept = IntStream.range(0, sample.size()).filter(a -> sample.value(a) == 1).toArray();
    Mask mask = Mask.of(problem.n(), kept);
    return SolveReport.of(
        name,
        problem,
        new MaskSolution(
            mask,
            problem.energy(mask),
            below(greedy.lowerBound(), problem.energy(mask)),
            NAME,
            found.nanos(),
            found.nanos()),
        found.use());
  }

  private static Sample sample(Mask mask) {
    byte[] values = new byte[mask.size()];
    for (int block : mask.kept()) {
      values[block] = 1;
    }
    return Sample.of(Vartype.BINARY, values);
  }

  private SolvedFile solve(String name, ProblemFile.OfModel file) throws InterruptedException {
    BinaryQuadraticModel model = file.model();
    BqmSolution greedy =
        BqmSolvers.byName("greedy").solve(model, BqmOptions.ofSeed(seed).withReads(1));
    DWaveSearch.Found found = search.solve(model, Optional.of(greedy.sample()));
    double energy = model.energy(found.sample());
    return SolvedModel.of(
        name,
        file,
        new BqmSolution(
            found.sample(),
            energy,
            below(greedy.lowerBound(), energy),
            NAME,
            found.nanos(),
            found.nanos()),
        found.use());
  }

  /** A bound that rounding has not put above the energy. */
  private static OptionalDouble below(OptionalDouble bound, double energy) {
    return bound.isPresent() ? OptionalDouble.of(Math.min(bound.getAsDouble(), energy)) : bound;
  }
}
