package io.qahan.dwave.file;

import io.qahan.qubo.model.BqmRows;
import io.qahan.qubo.model.MaskRows;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/**
 * A model as a dimod BQM file, version 2.0, whose bytes come into being as they are asked for: a
 * file of 118 MB (a dense mask problem of 3136 blocks as {@link MaskRows}) passes through a buffer
 * of {@value BqmChunks#CHUNK_BYTES} bytes. May be written or opened any number of times, and always
 * has the same bytes. Thread safe.
 */
public final class BqmStream {
  private final BqmRows rows;
  private final byte[] header;
  private final byte[] labels;

  public BqmStream(BqmRows rows) {
    this.rows = rows;
    header = BqmHeader.bytes(rows);
    labels = rows.labels().map(LabelJson::section).orElse(new byte[0]);
  }

  /** The exact number of bytes, header and labels included. */
  public long length() {
    return header.length
        + BqmChunks.OFFSET_BYTES
        + (long) BqmChunks.RECORD_BYTES * (rows.variables() + 2L * rows.interactions())
        + labels.length;
  }

  private BqmChunks chunks() {
    return new BqmChunks(rows, header, labels);
  }

  /** Writes all of it; does not close the stream. */
  public void writeTo(OutputStream out) throws IOException {
    BqmChunks chunks = chunks();
    for (ByteBuffer chunk = chunks.next(); chunk.hasRemaining(); chunk = chunks.next()) {
      out.write(chunk.array(), chunk.arrayOffset(), chunk.limit());
    }
  }

  /** All of it as a stream to read from. */
  public InputStream open() {
    return new ChunkInputStream(chunks());
  }

  private static final class ChunkInputStream extends InputStream {
    private final BqmChunks chunks;
    private ByteBuffer chunk = ByteBuffer.allocate(0);

    ChunkInputStream(BqmChunks chunks) {
      this.chunks = chunks;
    }

    private boolean atEnd() {
      if (!chunk.hasRemaining()) {
        chunk = chunks.next();
      }
      return !chunk.hasRemaining();
    }

    @Override
    public int read() {
      return atEnd() ? -1 : chunk.get() & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int from, int length) {
      if (length == 0) {
        return 0;
      }
      if (atEnd()) {
        return -1;
      }
      int part = Math.min(length, chunk.remaining());
      chunk.get(bytes, from, part);
      return part;
    }
  }
}
