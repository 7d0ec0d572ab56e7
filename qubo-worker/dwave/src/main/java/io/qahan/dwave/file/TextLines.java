package io.qahan.dwave.file;

import io.qahan.qubo.kernel.ProblemFormatException;
import io.qahan.qubo.model.BinaryQuadraticModel;
import io.qahan.qubo.model.BqmBuilder;
import io.qahan.qubo.model.ModelChecks;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A text file line by line, none held but the current one; faults name file and line. */
final class TextLines implements Closeable {
  private static final int MAX_LINE_BYTES = 1 << 16;
  private static final int BUFFER_BYTES = 1 << 16;
  private static final String BYTE_ORDER_MARK = "\u00EF\u00BB\u00BF"; // as ISO 8859-1 has it

  private final Path file;
  private final long bytes;
  private final InputStream in;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private final byte[] lineBytes = new byte[MAX_LINE_BYTES];
  private int place;
  private int end;
  private String line = "";
  private long number;

  TextLines(Path file) throws IOException {
    this.file = file;
    bytes = Files.size(file);
    in = Files.newInputStream(file);
  }

  /** Goes to the next line that is not blank; false at the end. */
  boolean next() throws IOException {
    do {
      if (!readLine()) {
        return false;
      }
    } while (line.isEmpty());
    return true;
  }

  private boolean readLine() throws IOException {
    int length = 0;
    int next = read();
    if (next < 0) {
      return false;
    }
    number++;
    for (; next >= 0 && next != '\n'; next = read()) {
      if (length == MAX_LINE_BYTES) {
        throw fault(
            String.format(
                Locale.ROOT, "longer than [%d] bytes; maybe it is no text file", MAX_LINE_BYTES));
      }
      lineBytes[length++] = (byte) next;
    }
    line = new String(lineBytes, 0, length, StandardCharsets.ISO_8859_1);
    line = (number == 1 ? withoutMark(line) : line).strip();
    return true;
  }

  /** The beginning of a file without the byte order mark of UTF-8, which some editors write. */
  static String withoutMark(String begin) {
    return begin.startsWith(BYTE_ORDER_MARK) ? begin.substring(BYTE_ORDER_MARK.length()) : begin;
  }

  /** The next byte; -1 at the end. */
  private int read() throws IOException {
    if (place == end) {
      place = 0;
      end = Math.max(0, in.read(buffer));
    }
    return place < end ? buffer[place++] & 0xFF : -1;
  }

  /** The current line without white space around it. */
  String line() {
    return line;
  }

  /** Number of the current line, from 1 on. */
  long number() {
    return number;
  }

  /** Length of the file. */
  long bytes() {
    return bytes;
  }

  /** The current line's fields, which white space parts. */
  String[] fields() {
    List<String> fields = new ArrayList<>();
    int from = 0;
    for (int i = 0; i <= line.length(); i++) {
      if (i == line.length() || Character.isWhitespace(line.charAt(i))) {
        if (i > from) {
          fields.add(line.substring(from, i));
        }
        from = i + 1;
      }
    }
    return fields.toArray(String[]::new);
  }

  /** A whole number from min to max. */
  long whole(String field, String name, long min, long max) throws ProblemFormatException {
    try {
      long value = Long.parseLong(field);
      if (value >= min && value <= max) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Told below, in the same words as a number out of range.
    }
    throw fault(
        String.format(
            Locale.ROOT, "%s [%s] is not a whole number from %d to %d", name, field, min, max));
  }

  /** A finite number. */
  double bias(String field) throws ProblemFormatException {
    try {
      double value = Double.parseDouble(field);
      if (Double.isFinite(value)) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Told below, in the same words as a number that is not finite.
    }
    throw fault("bias [%s] is not a finite number".formatted(field));
  }

  /**
   * Most variables that are believed of a file of this length: variables without any bias need no
   * bytes, but a short file that declares billions of them is broken, or hostile.
   */
  int mostVariables() {
    return (int) Math.min(ModelChecks.MAX_VARIABLES, Math.max(1 << 20, bytes));
  }

  /** The model, or what is wrong with it as a whole. */
  BinaryQuadraticModel built(BqmBuilder model) throws ProblemFormatException {
    try {
      return model.build();
    } catch (IllegalArgumentException e) {
      throw fault(e.getMessage());
    }
  }

  /** What is wrong with the current line. */
  ProblemFormatException fault(String message) {
    return new ProblemFormatException(
        String.format(Locale.ROOT, "[%s], line [%d]: %s", file, number, message));
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
