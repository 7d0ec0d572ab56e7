package io.qahan.deploy.solve;

import io.qahan.dwave.file.ProblemFile;
import io.qahan.qubo.Solvers;
import io.qahan.qubo.kernel.Solution;
import io.qahan.qubo.mask.Mask;
import io.qahan.qubo.mask.MaskProblem;
import io.qahan.qubo.mask.SolveOptions;
import io.qahan.qubo.model.BinaryQuadraticModel;
import io.qahan.qubo.model.BqmOptions;
import io.qahan.qubo.model.MaskRows;
import io.qahan.qubo.model.Sample;
import io.qahan.qubo.model.Vartype;
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
    Solution<Mask> greedy = Solvers.forMasks("greedy").solve(problem, SolveOptions.ofSeed(seed));
    DWaveSearch.Found found =
        search.solve(new MaskRows(problem), Optional.of(sample(greedy.answer())));
    Sample sample = found.sample();
    int[] kept = IntStream.range(0, sample.size()).filter(a -> sample.value(a) == 1).toArray();
    Mask mask = Mask.of(problem.n(), kept);
    return SolveReport.of(
        name,
        problem,
        new Solution<>(
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
    Solution<Sample> greedy =
        Solvers.forModels("greedy").solve(model, BqmOptions.ofSeed(seed).withReads(1));
    DWaveSearch.Found found = search.solve(model, Optional.of(greedy.answer()));
    double energy = model.energy(found.sample());
    return SolvedModel.of(
        name,
        file,
        new Solution<>(
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
