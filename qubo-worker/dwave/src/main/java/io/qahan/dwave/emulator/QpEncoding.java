package io.qahan.dwave.emulator;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qahan.qubo.kernel.Solution;
import io.qahan.qubo.model.Sample;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** The answer of a QPU in format qp, written as a server does. */
final class QpEncoding {
  private QpEncoding() {}

  /**
   * Encodes samples: in histogram mode each distinct one once, lowest energy first; in raw mode
   * read by read.
   */
  static ObjectNode answer(int[] active, List<Solution<Sample>> reads, boolean raw) {
    ObjectNode answer =
        JsonNodeFactory.instance
            .objectNode()
            .put("format", "qp")
            .put("active_variables", ints(IntStream.of(active)));
    if (raw) {
      return samples(answer, reads);
    }
    Map<Sample, Integer> occurrences = new LinkedHashMap<>();
    Map<Sample, Solution<Sample>> distinct = new LinkedHashMap<>();
    for (Solution<Sample> read : reads) {
      occurrences.merge(read.answer(), 1, Integer::sum);
      distinct.putIfAbsent(read.answer(), read);
    }
    List<Solution<Sample>> sorted =
        distinct.values().stream().sorted(Comparator.comparingDouble(Solution::energy)).toList();
    return samples(answer, sorted)
        .put(
            "num_occurrences",
            ints(sorted.stream().mapToInt(read -> occurrences.get(read.answer()))));
  }

  private static ObjectNode samples(ObjectNode answer, List<Solution<Sample>> rows) {
    ByteBuffer energies =
        ByteBuffer.allocate(rows.size() * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    int stride = (rows.isEmpty() ? 0 : rows.get(0).answer().size() + 7) / 8;
    byte[] solutions = new byte[rows.size() * stride];
    for (int row = 0; row < rows.size(); row++) {
      energies.putDouble(rows.get(row).energy());
      Sample sample = rows.get(row).answer();
      for (int v = 0; v < sample.size(); v++) {
        if (sample.value(v) == 1) {
          solutions[row * stride + v / 8] |= (byte) (0x80 >> v % 8);
        }
      }
    }
    return answer
        .put("energies", base64(energies))
        .put("solutions", base64(ByteBuffer.wrap(solutions).position(solutions.length)));
  }

  private static String ints(IntStream values) {
    int[] list = values.toArray();
    ByteBuffer bytes =
        ByteBuffer.allocate(list.length * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int value : list) {
      bytes.putInt(value);
    }
    return base64(bytes);
  }

  /** What was put into a buffer so far. */
  private static String base64(ByteBuffer bytes) {
    return StandardCharsets.ISO_8859_1.decode(Base64.getEncoder().encode(bytes.flip())).toString();
  }
}
