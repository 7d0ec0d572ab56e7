package io.qahan.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class CsvRowTest {
  @Test
  void shouldReadCellsByColumn() throws IOException {
    List<CsvRow> rows = CsvRow.parse("a.csv", "name,x,y\nfirst, 1.5 ,\n\nsecond,-2e-3,7\n");

    assertThat(rows).extracting(row -> row.text("name")).containsExactly("first", "second");
    assertThat(rows.get(0).number("x")).isEqualTo(1.5);
    assertThat(rows.get(0).numberIfAny("y")).isEmpty();
    assertThat(rows.get(1).numberIfAny("y")).hasValue(7);
    assertThat(CsvRow.parse("empty.csv", "")).isEmpty();
    assertThat(CsvRow.parse("quoted.csv", "name,x\n\"one, two\",1\n").get(0).text("name"))
        .isEqualTo("one, two");
  }

  @Test
  void shouldReadWhatSpreadsheetsWrite() throws IOException {
    List<CsvRow> rows =
        CsvRow.parse("a.csv", "\uFEFFid,class\r\n\"a \"\"b\"\"\",star\r\nc,\"big, moon\"\r\n");

    assertThat(rows).extracting(row -> row.text("id")).containsExactly("a \"b\"", "c");
    assertThat(rows.get(1).text("class")).isEqualTo("big, moon");
  }

  @Test
  void shouldNameTheLineAtFault() throws IOException {
    assertThatThrownBy(() -> CsvRow.parse("a.csv", "x,y\n1,2\n1\n"))
        .hasMessageContaining("[a.csv, line 3]")
        .hasMessageContaining("[1] cells");
    CsvRow row = CsvRow.parse("a.csv", "x,y\n1,two\n").get(0);
    assertThatThrownBy(() -> row.number("y"))
        .hasMessageContaining("[a.csv, line 2]")
        .hasMessageContaining("[two]");
    assertThatThrownBy(() -> row.text("z")).hasMessageContaining("[z]").hasMessageContaining("x");
  }
}
