package io.qahan.dwave.upload;

import static org.assertj.core.api.Assertions.assertThat;

import io.qahan.dwave.file.BqmStream;
import io.qahan.qubo.model.BinaryQuadraticModel;
import io.qahan.qubo.model.Label;
import io.qahan.qubo.model.Vartype;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class PartSumsTest {
  @Test
  void shouldSumPartsAndTheirSums() {
    PartSums sums = new PartSums();
    byte[][] md5 = new byte[3][];
    for (int i = 0; i < 3; i++) {
      md5[i] = sums.add(Integer.toString(i + 1).getBytes(StandardCharsets.US_ASCII));
    }

    assertThat(sums.hex(1)).isEqualTo("c4ca4238a0b923820dcc509a6f75849b");
    assertThat(sums.hex(2)).isEqualTo("c81e728d9d4c2f636f067f89cc14862c");
    assertThat(sums.hex(3)).isEqualTo("eccbc87e4b5ce2fe28308fd9f2a7baf3");
    assertThat(PartSums.header(md5[0])).isEqualTo("xMpCOKC5I4INzFCab3WEmw==");
    assertThat(PartSums.header(md5[1])).isEqualTo("yB5yjZ1ML2NvBn+JzBSGLA==");
    assertThat(PartSums.header(md5[2])).isEqualTo("7MvIfktc4v4oMI/Z8qe68w==");
    assertThat(sums.combined()).isEqualTo("78a31f6c0a4aef8ab2b9713cb9bd6c64");
  }

  /** The example of D-Wave's documentation: E = -xy, uploaded as one part, and that part twice. */
  @Test
  void shouldSumTheOfficialExample() throws IOException {
    BinaryQuadraticModel model =
        BinaryQuadraticModel.builder(Vartype.BINARY, 2)
            .addQuadratic(0, 1, -1)
            .labels(List.of(new Label.Name("x"), new Label.Name("y")))
            .build();
    byte[] file;
    try (InputStream bytes = new BqmStream(model).open()) {
      file = bytes.readAllBytes();
    }
    PartSums sums = new PartSums();

    assertThat(PartSums.header(sums.add(file))).isEqualTo("mkDiHuw5xZD3ocYSikE4nw==");
    assertThat(sums.combined()).isEqualTo("baf79ab99e269f7fda21e927b33345e9");
    sums.add(file);
    assertThat(sums.combined()).isEqualTo("65e5a89d30c855758d71844a927a8133");
  }
}
