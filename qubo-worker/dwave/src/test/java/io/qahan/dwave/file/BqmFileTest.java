package io.qahan.dwave.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.qahan.qubo.model.BinaryQuadraticModel;
import io.qahan.qubo.model.Label;
import io.qahan.qubo.model.RandomModels;
import io.qahan.qubo.model.Vartype;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class BqmFileTest extends FormatFixture {
  private static final int BODY = 192;
  private static final int LINEAR = BODY + 8;
  private static final int ENTRIES = LINEAR + 3 * 12;

  @Override
  String extension() {
    return ".bqm";
  }

  private static byte[] triangle() throws IOException {
    return BqmStreamTest.written(BqmStreamTest.triangle());
  }

  /** The triangle's file with some bytes replaced. */
  private static byte[] changed(Consumer<ByteBuffer> change) throws IOException {
    byte[] bytes = triangle();
    change.accept(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN));
    return bytes;
  }

  /** A header of that JSON, and that many zeros. */
  private static byte[] file(int version, String json, int zeros) {
    ByteBuffer bytes =
        ByteBuffer.allocate(14 + json.length() + zeros).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put(BqmHeader.MAGIC).put((byte) version).put((byte) 0).putInt(json.length());
    return bytes.put(json.getBytes(StandardCharsets.US_ASCII)).array();
  }

  private static byte[] declaring(String shape) {
    String json =
        """
        {"dtype": "float64", "itype": "int32", "ntype": "int32", "shape": %s, \
        "type": "BinaryQuadraticModel", "variables": false, "vartype": "SPIN"}"""
            .formatted(shape);
    return file(2, json, 8);
  }

  @Test
  void shouldReadWhatItWrote() throws IOException {
    for (int seed = 0; seed < 100; seed++) {
      BinaryQuadraticModel model = RandomModels.any(60, seed);
      ProblemFile.writeBqm(model, file);
      same(read(), model);
    }
  }

  @Test
  void shouldReadLabelsOfEveryKind() throws IOException {
    List<Label> labels =
        List.of(
            new Label.Name("caf\u00e9 \\ \"x\"\t\u0001"),
            new Label.Real(2.5),
            new Label.Tuple(List.of(new Label.Tuple(List.of()), new Label.Whole(1L << 60))));
    BinaryQuadraticModel model = BqmStreamTest.triangle().withLabels(labels);
    ProblemFile.writeBqm(model, file);
    same(read(), model);
  }

  @Test
  void shouldReadVersionOneWithItsLabelsInTheHeader() throws IOException {
    String json =
        """
        {"dtype": "float64", "itype": "uint32", "ntype": "uint64", "shape": [2, 1], \
        "type": "AdjArrayBQM", "variables": ["a", 7], "vartype": "SPIN"}
        """;
    byte[] bytes = file(1, json, 8 + 2 * 16 + 2 * 12);
    ByteBuffer body = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    body.position(14 + json.length()).putDouble(0.5);
    body.putLong(0).putDouble(1).putLong(1).putDouble(-1);
    body.putInt(1).putDouble(3).putInt(0).putDouble(3);
    Files.write(file, bytes);
    same(
        read(),
        BinaryQuadraticModel.builder(Vartype.SPIN, 2)
            .addOffset(0.5)
            .addLinear(0, 1)
            .addLinear(1, -1)
            .addQuadratic(0, 1, 3)
            .labels(List.of(new Label.Name("a"), new Label.Whole(7)))
            .build());
  }

  @Test
  void shouldReadBiasesOfSinglePrecision() throws IOException {
    String json =
        """
        {"dtype": "float32", "itype": "int64", "ntype": "uint32", "shape": [2, 0], \
        "type": "BinaryQuadraticModel", "variables": false, "vartype": "BINARY"}
        """;
    byte[] bytes = file(2, json, 4 + 2 * 8);
    ByteBuffer.wrap(bytes)
        .order(ByteOrder.LITTLE_ENDIAN)
        .position(14 + json.length())
        .putFloat(0.1f)
        .putInt(0)
        .putFloat(-2);
    Files.write(file, bytes);
    assertThat(read().offset()).isEqualTo(0.1f);
    assertThat(read().linear()).containsExactly(-2, 0);
  }

  @Test
  void shouldRefuseAFileCutShort() throws IOException {
    byte[] bytes = triangle();
    for (int length = 8; length < bytes.length; length++) {
      refused(Arrays.copyOf(bytes, length));
    }
    refused(Arrays.copyOf(bytes, 307), "[3] variables", "[3] interactions", "[116]", "cut short");
    refused(Arrays.copyOf(bytes, 309), "[116]", "[117]", "appended");
    byte[] named =
        BqmStreamTest.written(
            BqmStreamTest.triangle()
                .withLabels(
                    List.of(new Label.Name("a"), new Label.Name("b"), new Label.Name("c"))));
    for (int length = 307; length < named.length; length++) {
      refused(Arrays.copyOf(named, length));
    }
  }

  @Test
  void shouldRefuseHugeSizesWithoutAllocatingThem() throws IOException {
    refused(declaring("[2000000000, 0]"), "[2000000000]");
    refused(declaring("[100000000, 0]"), "[100000000] variables", "[1200000008] bytes");
    refused(declaring("[100000, 1000000000]"), "[1000000000] interactions");
    refused(declaring("[9223372036854775807, 0]"), "[9223372036854775807]");
    refused(declaring("[99999999999999999999, 0]"), "shape");
    refused(changed(b -> b.putInt(10, -1)), "header", "[4294967295]");
    refused(changed(b -> b.putInt(10, 1 << 30)), "header", "[1073741824]");
  }

  @Test
  void shouldRefuseHeadersThatMakeNoSense() throws IOException {
    refused(declaring("[0, 0]"), "[0]");
    refused(declaring("[-3, 0]"), "[-3]");
    refused(declaring("[3, 4]"), "[4] interactions", "0 to 3");
    refused(declaring("[3]"), "shape [[3]]");
    refused(declaring("\"x\""), "shape");
    refused(file(2, "{\"shape\": [1, 0]}", 99), "vartype");
    refused(file(2, "not json", 99), "not JSON");
    refused(file(2, "", 99), "");
    refused(file(3, "{}", 99), "[3.0]");
    refused(changed(b -> b.put(14 + 11, (byte) 'F')), "[Float64]", "float32, float64");
    refused(changed(b -> b.put(14 + 32, (byte) 'F')), "type");
  }

  @Test
  void shouldRefuseNeighboursThatDoNotFit() throws IOException {
    refused(changed(b -> b.putInt(LINEAR, 1)), "variable [0]", "[1]");
    refused(changed(b -> b.putInt(LINEAR + 12, 7)), "variable [1]", "[7]", "0 to 6");
    refused(changed(b -> b.putInt(LINEAR + 12, -1)), "[-1]");
    refused(changed(b -> b.putInt(ENTRIES, 0)), "variable [0]", "neighbour [0]", "byte [240]");
    refused(changed(b -> b.putInt(ENTRIES + 12, 1)), "neighbour [1] after [1]");
    refused(changed(b -> b.putInt(ENTRIES + 12, 3)), "neighbour [3]");
    refused(changed(b -> b.putInt(ENTRIES, -1)), "neighbour [-1]");
  }

  @Test
  void shouldRefuseAPairWhoseEndsDisagree() throws IOException {
    refused(changed(b -> b.putDouble(ENTRIES + 4, -1.5)), "byte [%d]".formatted(ENTRIES + 2 * 12));
    // Variable 0 says it has neighbours 1 and 2, variable 1 says 0 and 2, variable 2 says only 1.
    String json =
        """
        {"dtype": "float64", "itype": "int32", "ntype": "int32", "shape": [4, 2], \
        "type": "BinaryQuadraticModel", "variables": false, "vartype": "SPIN"}
        """;
    byte[] bytes = file(2, json, 8 + 4 * 12 + 4 * 12);
    ByteBuffer body = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    body.position(14 + json.length() + 8);
    for (int start : new int[] {0, 2, 3, 3}) {
      body.putInt(start).putDouble(0);
    }
    for (int neighbour : new int[] {1, 2, 0, 1}) {
      body.putInt(neighbour).putDouble(1);
    }
    refused(bytes, "no equal");
  }

  @Test
  void shouldRefuseBiasesThatAreNoNumbers() throws IOException {
    refused(changed(b -> b.putDouble(BODY, Double.NaN)), "offset", "[NaN]");
    refused(changed(b -> b.putDouble(LINEAR + 4, Double.NEGATIVE_INFINITY)), "[-Infinity]");
    refused(changed(b -> b.putDouble(ENTRIES + 4, Double.NaN)), "quadratic", "[NaN]");
    refused(changed(b -> b.putDouble(LINEAR + 4, Double.MAX_VALUE)), "overflow");
  }

  @Test
  void shouldRefuseLabelsThatDoNotFit() throws IOException {
    byte[] named =
        BqmStreamTest.written(
            BqmStreamTest.triangle()
                .withLabels(
                    List.of(new Label.Name("a"), new Label.Name("b"), new Label.Name("c"))));
    String text = new String(named, StandardCharsets.ISO_8859_1);
    refused(text.replace("\"b\"", "\"a\""), "label [a]", "[1]");
    refused(text.replace("\"b\", ", "     "), "[2] labels", "[3] variables");
    refused(text.replace("\"b\"", "nul"), "not JSON");
    refused(text.replace("\"b\"", "{ }"), "label [{}]");
    refused(text.replace("VARS", "VRAS"), "[VRAS]");
  }
}
