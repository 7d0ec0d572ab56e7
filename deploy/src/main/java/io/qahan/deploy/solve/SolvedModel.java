package io.qahan.deploy.solve;

import static io.qahan.deploy.solve.SolvedFile.line;

import io.qahan.dwave.file.ProblemFile;
import io.qahan.dwave.file.ProblemFormat;
import io.qahan.qubo.kernel.Solution;
import io.qahan.qubo.model.BinaryQuadraticModel;
import io.qahan.qubo.model.Label;
import io.qahan.qubo.model.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What came of a QUBO, an Ising problem or a graph to cut.
 *
 * @param energy of the state, recomputed from the file's biases
 * @param cut what the state cuts of a graph, minus the energy; null for other formats
 * @param lowerBound certified; null if none is known
 * @param relativeGap (energy - lower bound) / |lower bound|; null if it has no meaning
 * @param labels what the file calls its variables, in the order of the state: numbers, texts, or
 *     lists of these, as the file has them; null if 0 to n - 1
 * @param state a character for each variable: 0 or 1, - or +
 * @param dwave what D-Wave had to do with it; null for solvers of this machine
 */
record SolvedModel(
    String file,
    String format,
    String vartype,
    int variables,
    int interactions,
    String solver,
    double energy,
    Double cut,
    Double lowerBound,
    Double relativeGap,
    double millis,
    double millisToBest,
    List<Object> labels,
    String state,
    DWaveUse dwave)
    implements SolvedFile {

  static SolvedModel of(
      String file, ProblemFile.OfModel problem, Solution<Sample> solution, DWaveUse dwave) {
    BinaryQuadraticModel model = problem.model();
    double energy = model.energy(solution.answer()) + 0.0; // no -0.0, which a sum of none may be
    return new SolvedModel(
        file,
        problem.format().name().toLowerCase(Locale.ROOT),
        model.vartype().name(),
        model.variables(),
        model.interactions(),
        solution.solver(),
        energy,
        problem.format() == ProblemFormat.MAXCUT ? 0.0 - energy : null,
        solution.lowerBound().isPresent() ? solution.lowerBound().getAsDouble() : null,
        solution.relativeGap().isPresent() ? solution.relativeGap().getAsDouble() : null,
        solution.solveNanos() / 1e6,
        solution.bestNanos() / 1e6,
        model.labels().map(SolvedModel::values).orElse(null),
        solution.answer().toString(),
        dwave);
  }

  private static List<Object> values(List<Label> labels) {
    return labels.stream().map(SolvedModel::value).toList();
  }

  /** A label with its type, for 1 and "1" are two variables. */
  private static Object value(Label label) {
    if (label instanceof Label.Whole whole) {
      return whole.value();
    }
    if (label instanceof Label.Real real) {
      return real.value();
    }
    return label instanceof Label.Tuple tuple ? values(tuple.parts()) : label.toString();
  }

  @Override
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(
        line(
            "problem       %s: %s, %s, n = %d, interactions = %d",
            file, format, vartype, variables, interactions));
    lines.add(line("solver        %s, %.3f ms, best after %.3f ms", solver, millis, millisToBest));
    lines.add(line("energy        %.12g", energy));
    if (cut != null) {
      lines.add(line("cut           %.12g", cut));
    }
    lines.add(SolvedFile.boundLine(lowerBound));
    lines.add(SolvedFile.gapLine(relativeGap));
    if (labels != null) {
      lines.add(line("labels        %s", labels));
    }
    if (dwave != null) {
      lines.addAll(dwave.lines());
    }
    lines.add(line("state         %s", state));
    return lines;
  }
}
