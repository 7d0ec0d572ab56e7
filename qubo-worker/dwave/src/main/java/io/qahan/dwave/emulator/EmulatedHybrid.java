package io.qahan.dwave.emulator;

import static io.qahan.dwave.emulator.EmulatedQpu.range;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeSet;
import java.util.function.IntPredicate;

/**
 * A hybrid solver for problems that were uploaded. That of binary quadratic models asks for the
 * time limits of the real one and charges for them, but stops as soon as its search is done. Those
 * of other kinds are there to be listed, so that choosing among several can be tried: they refuse
 * what is submitted.
 */
final class EmulatedHybrid implements EmulatedSolver {
  /** Kinds of problems, as clients call them, with the names of their solvers. */
  private static final Map<String, String> NAMES =
      Map.of(
          "bqm", "hybrid_binary_quadratic_model_version2_emulated",
          "cqm", "hybrid_constrained_quadratic_model_version1_emulated",
          "dqm", "hybrid_discrete_quadratic_model_version1_emulated",
          "nl", "hybrid_nonlinear_program_version1_emulated");

  private static final String SOLVED = "bqm";
  private static final double MOST_HOURS = 24;
  private static final double[][] MINIMUM_TIME_LIMIT = {
    {1, 3}, {1024, 3}, {4096, 10}, {10_000, 40}, {30_000, 200}, {100_000, 600}, {1_000_000, 600}
  };
  private static final int WORD = 32;
  private static final int LONGEST_NOTHING = 1 << 10;
  private static final int HEADER_LENGTH_AT = 10;
  private static final int READS = 8;

  private final String kind;
  private final UploadStore uploads;

  /** A solver of a kind of problems. */
  EmulatedHybrid(String kind, UploadStore uploads) {
    this.kind = kind;
    this.uploads = uploads;
  }

  /**
   * Checks a kind of problems.
   *
   * @throws IllegalArgumentException if there is no such kind
   */
  static void checkKind(String kind) {
    if (!NAMES.containsKey(kind)) {
      throw new IllegalArgumentException(
          "The kind of hybrid solver [%s] must be one of %s"
              .formatted(kind, new TreeSet<>(NAMES.keySet())));
    }
  }

  @Override
  public String name() {
    return NAMES.get(kind);
  }

  @Override
  public ObjectNode identity() {
    return JsonNodeFactory.instance.objectNode().put("name", name());
  }

  @Override
  public ObjectNode properties() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("category", "hybrid").put("version", "2.2").put("quota_conversion_rate", 20);
    json.putArray("supported_problem_types").add(kind);
    json.putObject("parameters").put("time_limit", "Seconds to solve in");
    json.put("maximum_number_of_variables", 1_000_000)
        .put("maximum_number_of_biases", 200_000_000)
        .put("maximum_time_limit_hrs", MOST_HOURS);
    if (!kind.equals(SOLVED)) {
      return json.put("minimum_time_limit_s", 5);
    }
    ArrayNode minimum = json.putArray("minimum_time_limit");
    for (double[] point : MINIMUM_TIME_LIMIT) {
      minimum.add(range(point[0], point[1]));
    }
    return json;
  }

  @Override
  public Solve prepare(JsonNode job) {
    if (!job.path("type").asText().equals(kind)) {
      throw new SapiFault(
          400,
          "Problem type (%s) is not supported by the solver.".formatted(job.path("type").asText()));
    }
    if (!kind.equals(SOLVED)) {
      throw new SapiFault(400, "The emulator lists this solver but does not solve with it");
    }
    JsonNode data = job.path("data");
    if (!data.path("format").asText().equals("ref")) {
      throw new SapiFault(400, "Problem data format must be 'ref'");
    }
    JsonNode params = job.path("params");
    for (Map.Entry<String, JsonNode> param : params.properties()) {
      if (!param.getKey().equals("time_limit")) {
        throw new SapiFault(400, "Unknown parameter '%s'".formatted(param.getKey()));
      }
    }
    if (!params.path("time_limit").isNumber()) {
      throw new SapiFault(400, "must provide the 'time_limit' param");
    }
    double seconds = params.path("time_limit").doubleValue();
    Path file = uploads.file(data.path("data").asText());
    OptionalDouble nothing = offsetOfNothing(file);
    Optional<BinaryQuadraticModel> model =
        nothing.isPresent() ? Optional.empty() : Optional.of(read(file));
    double least = minimum(model.map(BinaryQuadraticModel::variables).orElse(1));
    if (seconds < least) {
      throw new SapiFault(
          400,
          "Attempting to run a problem for less than the allowed minimum time_limit %s s"
              .formatted(least));
    }
    if (seconds > MOST_HOURS * 3600) {
      throw new SapiFault(
          400,
          "Attempting to run a problem for more than the allowed maximum time_limit %s s"
              .formatted(MOST_HOURS * 3600));
    }
    return seed ->
        model
            .map(any -> solve(any, seconds, seed))
            .orElseGet(
                () -> answer(Vartype.BINARY, List.of(), v -> false, nothing.orElse(0), seconds));
  }

  /**
   * The offset of a model without variables: dimod writes such files, which are no problem to
   * anyone else here. Empty for every other file.
   */
  private static OptionalDouble offsetOfNothing(Path file) {
    try {
      if (Files.size(file) > LONGEST_NOTHING) {
        return OptionalDouble.empty();
      }
      ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
      byte[] magic = new byte[HEADER_LENGTH_AT];
      int length = bytes.get(magic).getInt();
      if (length < 0 || length > bytes.remaining()) {
        return OptionalDouble.empty();
      }
      byte[] header = new byte[length];
      bytes.get(header);
      JsonNode json = new ObjectMapper().readTree(header);
      boolean empty =
          new String(magic, StandardCharsets.ISO_8859_1).startsWith("DIMODBQM")
              && json.path("shape").path(0).asInt(1) == 0
              && json.path("shape").path(1).asInt(1) == 0;
      if (!empty) {
        return OptionalDouble.empty();
      }
      boolean isLong = json.path("dtype").asText().equals("float64");
      return OptionalDouble.of(isLong ? bytes.getDouble() : bytes.getFloat());
    } catch (IOException | BufferUnderflowException e) {
      return OptionalDouble.empty(); // whoever reads it as a model says what it lacks
    }
  }

  private static BinaryQuadraticModel read(Path file) {
    try {
      if (ProblemFile.read(file) instanceof ProblemFile.OfModel problem) {
        return problem.model();
      }
    } catch (IOException e) {
      String why = String.valueOf(e.getMessage()).replace(file.toString(), "upload");
      throw new SapiFault(400, "Invalid problem data: " + why);
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

  private static ObjectNode solve(BinaryQuadraticModel model, double seconds, long seed) {
    BqmOptions options =
        BqmOptions.ofSeed(seed)
            .withReads(READS)
            .withTimeBudget(Duration.ofMillis((long) (seconds * 1000)));
    Solution<Sample> solution = Solvers.forModels("auto").solve(model, options);
    List<JsonNode> labels = new ArrayList<>();
    for (int v = 0; v < model.variables(); v++) {
      int variable = v;
      labels.add(
          model
              .labels()
              .map(list -> json(list.get(variable)))
              .orElseGet(() -> IntNode.valueOf(variable)));
    }
    return answer(
        model.vartype(), labels, v -> solution.answer().value(v) == 1, solution.energy(), seconds);
  }

  /** One sample. */
  private static ObjectNode answer(
      Vartype vartype, List<JsonNode> labels, IntPredicate isUp, double energy, double seconds) {
    ObjectNode answer = JsonNodeFactory.instance.objectNode().put("format", "bq");
    ObjectNode set = answer.putObject("data").put("type", "SampleSet");
    set.putObject("version").put("sampleset_schema", "3.1.0");
    int n = labels.size();
    set.put("num_variables", n).put("num_rows", 1);
    ObjectNode data = array(set.putObject("sample_data"), "uint32", 1, (n + WORD - 1) / WORD);
    pack(n, isUp, data.putArray("data").addArray());
    set.put("sample_type", "int8").put("sample_packed", true);
    ObjectNode vectors = set.putObject("vectors");
    array(vectors.putObject("energy"), "float64", 1).putArray("data").add(energy);
    array(vectors.putObject("num_occurrences"), "int64", 1).putArray("data").add(1);
    set.putArray("variable_labels").addAll(labels);
    set.put("variable_type", vartype == Vartype.SPIN ? "SPIN" : "BINARY");
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

  private static void pack(int n, IntPredicate isUp, ArrayNode words) {
    for (int first = 0; first < n; first += WORD) {
      long word = 0;
      for (int v = first; v < Math.min(n, first + WORD); v++) {
        word |= isUp.test(v) ? 1L << (v - first) : 0;
      }
      words.add(word);
    }
  }
}
