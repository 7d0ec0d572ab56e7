package io.qahan.qubo.mask;

import io.qahan.qubo.kernel.ProblemFormatException;
import io.qahan.qubo.kernel.WholeFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;

/**
 * A mask problem in a {@code .qaham} file: little endian; a header of 64 bytes, namely the magic
 * {@code QAHAM001} or {@code QAHAM002}, int32 n, d, k, sign (+1 LITERAL, -1 SALIENT), distribution
 * and a reserved 0 (002: how many blocks are in a row of the grid in which they are neighbours),
 * float64 mu, lambda1 and lambda2, int64 seed; then the n * d block values, row-major, as float64
 * that are float32 in value.
 *
 * @param distribution where the values come from: 0 ReLU of Gaussian, 1 Gaussian, 2 conv features
 *     of an MNIST digit; not part of the problem, other numbers are kept as they are
 * @param seed the values were drawn with; not part of the problem
 */
public record QahamFile(MaskProblem problem, int distribution, long seed) {
  /** Blocks in a chain: what any reader of these files knows. */
  private static final String CHAIN = "QAHAM001";

  private static final String GRID = "QAHAM002";
  private static final int HEADER_BYTES = 64;

  /**
   * Reads a file, which is checked against its header before anything of its size is allocated.
   *
   * @throws ProblemFormatException if it is cut short, too long, or holds anything a problem must
   *     not
   */
  public static QahamFile read(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return read(file.toString(), channel, channel.size());
    }
  }

  /**
   * Reads the content of a file that is in memory.
   *
   * @param name what error messages call it
   * @throws ProblemFormatException as {@link #read(Path)}
   */
  public static QahamFile read(String name, byte[] content) throws IOException {
    return read(name, Channels.newChannel(new ByteArrayInputStream(content)), content.length);
  }

  private static QahamFile read(String file, ReadableByteChannel channel, long size)
      throws IOException {
    ByteBuffer header = filled(HEADER_BYTES, channel, file);
    byte[] magic = new byte[CHAIN.length()];
    header.get(magic);
    String version = new String(magic, StandardCharsets.ISO_8859_1);
    if (!version.equals(CHAIN) && !version.equals(GRID)) {
      throw new ProblemFormatException(
          "[%s] does not begin with %s or %s".formatted(file, CHAIN, GRID));
    }
    int n = header.getInt();
    int d = header.getInt();
    int k = header.getInt();
    int sign = header.getInt();
    int distribution = header.getInt();
    int columns = header.getInt();
    double mu = header.getDouble();
    double lambda1 = header.getDouble();
    double lambda2 = header.getDouble();
    long seed = header.getLong();
    boolean chain = version.equals(CHAIN);
    if (Math.abs(sign) != 1 || (chain && columns != 0)) {
      throw new ProblemFormatException(
          String.format(
              Locale.ROOT,
              "[%s] has sign [%d] and reserved field [%d]; they must be +1 or -1, and 0",
              file,
              sign,
              columns));
    }
    Objective objective = sign > 0 ? Objective.LITERAL : Objective.SALIENT;
    try {
      ProblemChecks.shape(n, d);
      float[] blocks = values(file, channel, size, n, d);
      MaskProblem problem = MaskProblem.of(blocks, n, d, objective, lambda1, lambda2, k);
      MaskProblem placed = chain ? problem : problem.withColumns(columns);
      return new QahamFile(placed.withMu(mu), distribution, seed);
    } catch (IllegalArgumentException e) {
      throw new ProblemFormatException("[%s]: %s".formatted(file, e.getMessage()));
    }
  }

  private static float[] values(String file, ReadableByteChannel channel, long size, long n, long d)
      throws IOException {
    long expected = n * d > Integer.MAX_VALUE / Double.BYTES ? -1 : n * d * Double.BYTES;
    if (size != HEADER_BYTES + expected) {
      throw new ProblemFormatException(
          String.format(
              Locale.ROOT,
              "[%s] has [%d] bytes, but %d x %d values take [%s]; maybe it was cut short",
              file,
              size,
              n,
              d,
              expected < 0 ? "more than can be read" : HEADER_BYTES + expected));
    }
    ByteBuffer body = filled((int) expected, channel, file);
    float[] values = new float[(int) (n * d)];
    for (int i = 0; i < values.length; i++) {
      double value = body.getDouble();
      values[i] = (float) value;
      if (values[i] != value) {
        throw new ProblemFormatException(
            String.format(
                Locale.ROOT,
                "[%s] has value [%s] at place [%d], which is no finite float32",
                file,
                value,
                i));
      }
    }
    return values;
  }

  /**
   * Writes the file, over the one that is there, which stays whole if the new one fails; version
   * 001 wherever that can tell it.
   */
  public void write(Path file) throws IOException {
    float[] blocks = problem.blocks();
    byte[] content = new byte[HEADER_BYTES + blocks.length * Double.BYTES];
    ByteBuffer bytes = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
    boolean chain = problem.isChain();
    bytes.put((chain ? CHAIN : GRID).getBytes(StandardCharsets.US_ASCII));
    bytes.putInt(problem.n()).putInt(problem.d()).putInt(problem.k());
    bytes.putInt(problem.objective().sign()).putInt(distribution);
    bytes.putInt(chain ? 0 : problem.columns());
    bytes.putDouble(problem.mu()).putDouble(problem.lambda1()).putDouble(problem.lambda2());
    bytes.putLong(seed);
    for (float value : blocks) {
      bytes.putDouble(value);
    }
    WholeFile.write(file, content);
  }

  private static ByteBuffer filled(int bytes, ReadableByteChannel channel, String file)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer) < 0) {
        throw new ProblemFormatException(
            String.format(
                Locale.ROOT,
                "[%s] ends [%d] bytes too early; maybe it was cut short",
                file,
                buffer.remaining()));
      }
    }
    return buffer.flip();
  }
}
