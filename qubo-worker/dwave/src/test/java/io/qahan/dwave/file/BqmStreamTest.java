package io.qahan.dwave.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.qahan.qubo.mask.MaskProblem;
import io.qahan.qubo.mask.Objective;
import io.qahan.qubo.model.BinaryQuadraticModel;
import io.qahan.qubo.model.BqmRows;
import io.qahan.qubo.model.Label;
import io.qahan.qubo.model.MaskRows;
import io.qahan.qubo.model.RandomModels;
import io.qahan.qubo.model.Vartype;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** The MD5 sums are those of files that dimod 0.12 wrote. */
class BqmStreamTest {
  static BinaryQuadraticModel triangle() {
    return BinaryQuadraticModel.builder(Vartype.BINARY, 3)
        .addOffset(0.75)
        .addLinear(0, 1.5)
        .addLinear(1, -2)
        .addLinear(2, 0.25)
        .addQuadratic(0, 1, -1)
        .addQuadratic(1, 2, 4)
        .addQuadratic(0, 2, 0.5)
        .build();
  }

  static byte[] written(BqmRows rows) throws IOException {
    BqmStream stream = new BqmStream(rows);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    stream.writeTo(out);
    assertThat(stream.length()).isEqualTo(out.size());
    return out.toByteArray();
  }

  private static byte[] md5(byte[] bytes) throws Exception {
    return MessageDigest.getInstance("MD5").digest(bytes);
  }

  private static String hexMd5(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(md5(bytes));
  }

  @Test
  void shouldWriteTheBytesThatDimodWrites() throws Exception {
    byte[] bits = written(triangle());
    assertThat(bits).hasSize(308);
    assertThat(hexMd5(bits)).isEqualTo("25cdaf65668be69f2e0e9eb80154f65e");
    BinaryQuadraticModel spins =
        BinaryQuadraticModel.builder(Vartype.SPIN, 4)
            .addLinear(3, 1)
            .addQuadratic(0, 3, -1)
            .build();
    assertThat(written(spins)).hasSize(272);
    assertThat(hexMd5(written(spins))).isEqualTo("1c398dc89e42bfb9646d3c55deae3ecd");
  }

  @Test
  void shouldWriteTheLabelsThatDimodWrites() throws Exception {
    List<Label> names = List.of(new Label.Name("a"), new Label.Name("b"), new Label.Name("c"));
    byte[] named = written(triangle().withLabels(names));
    assertThat(named).hasSize(372);
    assertThat(hexMd5(named)).isEqualTo("c592c9a0c21456788e0d6983c1388650");
    List<Label> odd =
        List.of(
            new Label.Name("\u00e4\"\n"),
            new Label.Tuple(List.of(new Label.Whole(1), new Label.Name("x"))),
            new Label.Whole(-7));
    assertThat(hexMd5(written(triangle().withLabels(odd))))
        .isEqualTo("67ba095ec13ad77f3d76243c8c1a975d");
  }

  @Test
  void shouldWriteTheExampleOfTheUploadDocumentation() throws Exception {
    BinaryQuadraticModel model =
        BinaryQuadraticModel.builder(Vartype.BINARY, 2)
            .addQuadratic(0, 1, -1)
            .labels(List.of(new Label.Name("x"), new Label.Name("y")))
            .build();
    assertThat(written(model)).hasSize(312);
    assertThat(Base64.getEncoder().encodeToString(md5(written(model))))
        .isEqualTo("mkDiHuw5xZD3ocYSikE4nw==");
  }

  @Test
  void shouldKnowTheLengthOfADenseFileWithoutHoldingIt() throws IOException {
    int n = 3136;
    MaskProblem problem = MaskProblem.of(new float[n], n, 1, Objective.LITERAL, 1, 1, 100);
    BqmStream stream = new BqmStream(new MaskRows(problem));
    long[] written = {0};
    int[] largest = {0};
    stream.writeTo(
        new OutputStream() {
          @Override
          public void write(int b) {
            written[0]++;
          }

          @Override
          public void write(byte[] bytes, int from, int length) {
            written[0] += length;
            largest[0] = Math.max(largest[0], length);
          }
        });
    assertThat(stream.length()).isEqualTo(118_014_152);
    assertThat(written[0]).isEqualTo(118_014_152);
    assertThat(largest[0]).isLessThanOrEqualTo(BqmChunks.CHUNK_BYTES);
  }

  @Property(tries = 200)
  void shouldGiveTheSameBytesToBeReadAsItWrites(@ForAll long seed) throws IOException {
    BinaryQuadraticModel model = RandomModels.any(120, seed);
    byte[] written = written(model);
    try (InputStream in = new BqmStream(model).open()) {
      assertThat(in.readAllBytes()).isEqualTo(written);
      assertThat(in.read()).isEqualTo(-1);
    }
    try (InputStream in = new BqmStream(model).open()) {
      for (byte expected : written) {
        assertThat((byte) in.read()).isEqualTo(expected);
      }
    }
  }
}
