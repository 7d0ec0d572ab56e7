package io.qahan.dwave.emulator;

import static io.qahan.dwave.emulator.EmulatedQpu.range;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.qahan.dwave.file.ProblemFile;
import io.qahan.qubo.Solvers;
import io.qahan.qubo.kernel.Solution;
import io.qahan.qubo.model.BinaryQuadraticModel;
import io.qahan.qubo.model.BqmOptions;
import io.qahan.qubo.model.Label;
import io.qahan.qubo.model.Sample;
import io.qahan.qubo.model.Vartype;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A hybrid solver for models that were uploaded. It asks for the time limits of the real one and
 * charges for them, but stops as soon as its search is done.
 */
final class EmulatedHybrid implements EmulatedSolver {
  private static final String NAME = "hybrid_binary_quadratic_model_version2_emulated";
  private static final double[][] MINIMUM_TIME_LIMIT = {
    {1, 3}, {1024, 3}, {4096, 10}, {10_000, 40}, {30_000, 200}, {100_000, 600}, {1_000_000, 600}
  };
  private static final int WORD = 32;
  private static final int READS = 8;

  private final UploadStore uploads;

  EmulatedHybrid(UploadStore uploads) {
    this.uploads = uploads;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public ObjectNode identity() {
    return JsonNodeFactory.instance.objectNode().put("name", NAME);
  }

  @Override
  public ObjectNode properties() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("category", "hybrid").put("version", "2.2").put("quota_conversion_rate", 20);
    json.putArray("supported_problem_types").add("bqm");
    json.put("maximum_number_of_variables", 1_000_000)
        .put("maximum_number_of_biases", 200_000_000)
        .put("maximum_time_limit_hrs", 24.0);
    ArrayNode minimum = json.putArray("minimum_time_limit");
    for (double[] point : MINIMUM_TIME_LIMIT) {
      minimum.add(range(point[0], point[1]));
    }
    json.putObject("parameters").put("time_limit", "Seconds to solve in");
    return json;
  }

  @Override
  public Solve prepare(JsonNode job) {
    if (!job.path("type").asText().equals("bqm")) {
      throw new SapiFault(
          400,
          "Problem type (%s) is not supported by the solver.".formatted(job.path("type").asText()));
    }
    JsonNode data = job.path("data");
    if (!data.path("format").asText().equals("ref")) {
      throw new SapiFault(400, "Problem data format must be 'ref'");
    }
    if (!job.path("params").path("time_limit").isNumber()) {
      throw new SapiFault(400, "must provide the 'time_limit' param");
    }
    double seconds = job.path("params").path("time_limit").doubleValue();
    BinaryQuadraticModel model = read(uploads.file(data.path("data").asText()));
    double least = minimum(model.variables());
    if (seconds < least) {
      throw new SapiFault(
          400,
          "Attempting to run a problem for less than the allowed minimum time_limit %s s"
              .formatted(least));
    }
    return () -> solve(model, seconds);
  }

  private static BinaryQuadraticModel read(Path file) {
    try {
      if (ProblemFile.read(file) instanceof ProblemFile.OfModel problem) {
        return problem.model();
      }
    } catch (IOException e) {
      throw new SapiFault(400, "Invalid problem data: " + e.getMessage());
    }
    throw new SapiFault(400, "Invalid problem data: not a BQM");
  }

  /** Linear between the points that the properties list. */
  static double minimum(int variables) {
    for (int i = 1; i < MINIMUM_TIME_LIMIT.length; i++) {
      double[] left = MINIMUM_TIME_LIMIT[i - 1];
      double[] right = MINIMUM_TIME_LIMIT[i];
      if (variables <= right[0]) {
        return left[1] + (variables - left[0]) / (right[0] - left[0]) * (right[1] - left[1]);
      }
    }
    return MINIMUM_TIME_LIMIT[MINIMUM_TIME_LIMIT.length - 1][1];
  }

  private static ObjectNode solve(BinaryQuadraticModel model, double seconds) {
    BqmOptions options =
        BqmOptions.ofSeed(model.variables())
            .withReads(READS)
            .withTimeBudget(Duration.ofMillis((long) (seconds * 1000)));
    Solution<Sample> solution = Solvers.forModels("auto").solve(model, options);
    return answer(model, solution, seconds);
  }

  private static ObjectNode answer(
      BinaryQuadraticModel model, Solution<Sample> solution, double seconds) {
    ObjectNode answer = JsonNodeFactory.instance.objectNode().put("format", "bq");
    ObjectNode set = answer.putObject("data").put("type", "SampleSet");
    set.putObject("version").put("sampleset_schema", "3.1.0");
    int n = model.variables();
    set.put("num_variables", n).put("num_rows", 1);
    ObjectNode data = array(set.putObject("sample_data"), "uint32", 1, (n + WORD - 1) / WORD);
    pack(solution.answer(), data.putArray("data").addArray());
    set.put("sample_type", "int8").put("sample_packed", true);
    ObjectNode vectors = set.putObject("vectors");
    array(vectors.putObject("energy"), "float64", 1).putArray("data").add(solution.energy());
    array(vectors.putObject("num_occurrences"), "int64", 1).putArray("data").add(1);
    ArrayNode labels = set.putArray("variable_labels");
    for (int v = 0; v < n; v++) {
      int variable = v;
      labels.add(
          model
              .labels()
              .map(list -> json(list.get(variable)))
              .orElseGet(() -> IntNode.valueOf(variable)));
    }
    set.put("variable_type", model.vartype() == Vartype.SPIN ? "SPIN" : "BINARY");
    set.putObject("info")
        .put("qpu_access_time", 0)
        .put("charge_time", Math.round(seconds * 1e6))
        .put("run_time", Math.round(seconds * 1e6 * 0.998));
    return answer;
  }

  private static JsonNode json(Label label) {
    if (label instanceof Label.Whole whole) {
      return LongNode.valueOf(whole.value());
    }
    if (label instanceof Label.Real real) {
      return DoubleNode.valueOf(real.value());
    }
    if (label instanceof Label.Tuple tuple) {
      ArrayNode parts = JsonNodeFactory.instance.arrayNode();
      tuple.parts().forEach(part -> parts.add(json(part)));
      return parts;
    }
    return TextNode.valueOf(label.toString());
  }

  private static ObjectNode array(ObjectNode array, String type, int... shape) {
    array.put("type", "array").put("data_type", type).put("use_bytes", false);
    ArrayNode sizes = array.putArray("shape");
    for (int size : shape) {
      sizes.add(size);
    }
    return array;
  }

  private static void pack(Sample sample, ArrayNode words) {
    for (int first = 0; first < sample.size(); first += WORD) {
      long word = 0;
      for (int v = first; v < Math.min(sample.size(), first + WORD); v++) {
        word |= sample.value(v) == 1 ? 1L << (v - first) : 0;
      }
      words.add(word);
    }
  }
}
