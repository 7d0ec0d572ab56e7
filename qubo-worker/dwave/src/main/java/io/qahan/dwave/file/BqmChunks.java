package io.qahan.dwave.file;

import io.qahan.qubo.model.BqmRows;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * One pass over the bytes of a BQM file, a chunk at a time: header, offset, a record of 12 bytes
 * for each variable (where its neighbours begin; linear bias), one for each entry (neighbour;
 * bias), labels. For one thread; nothing is allocated after construction.
 */
final class BqmChunks {
  static final int CHUNK_BYTES = 1 << 16;
  static final int RECORD_BYTES = Integer.BYTES + Double.BYTES;
  static final int OFFSET_BYTES = Double.BYTES;

  private final BqmRows rows;
  private final byte[] labels;
  private final ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
  private final ByteBuffer head;
  private final int[] neighbours;
  private final double[] biases;
  private int variable;
  private int start;
  private int row;
  private int rowLength;
  private int entry;
  private int label;

  BqmChunks(BqmRows rows, byte[] header, byte[] labels) {
    this.rows = rows;
    this.labels = labels;
    head = ByteBuffer.allocate(header.length + OFFSET_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    head.put(header).putDouble(rows.offset()).flip();
    neighbours = new int[rows.maxDegree()];
    biases = new double[neighbours.length];
  }

  /** The next bytes, in a buffer that is this object's own; none left at the end. */
  ByteBuffer next() {
    chunk.clear();
    putHead();
    putVariables();
    putEntries();
    putLabels();
    return chunk.flip();
  }

  private void putHead() {
    while (head.hasRemaining() && chunk.hasRemaining()) {
      chunk.put(head.get());
    }
  }

  private void putVariables() {
    if (head.hasRemaining()) {
      return;
    }
    while (variable < rows.variables() && chunk.remaining() >= RECORD_BYTES) {
      chunk.putInt(start).putDouble(rows.linear(variable));
      start += rows.degree(variable++);
    }
  }

  private void putEntries() {
    if (variable < rows.variables()) {
      return;
    }
    while (chunk.remaining() >= RECORD_BYTES && beginRow()) {
      int entries = Math.min(rowLength - entry, chunk.remaining() / RECORD_BYTES);
      for (int end = entry + entries; entry < end; entry++) {
        chunk.putInt(neighbours[entry]).putDouble(biases[entry]);
      }
    }
  }

  /** Loads the next row that has entries once the current one is written; false after the last. */
  private boolean beginRow() {
    while (entry == rowLength) {
      if (row == rows.variables()) {
        return false;
      }
      rowLength = rows.degree(row);
      rows.row(row++, neighbours, biases);
      entry = 0;
    }
    return true;
  }

  private void putLabels() {
    if (row < rows.variables() || entry < rowLength) {
      return;
    }
    int part = Math.min(labels.length - label, chunk.remaining());
    chunk.put(labels, label, part);
    label += part;
  }
}
