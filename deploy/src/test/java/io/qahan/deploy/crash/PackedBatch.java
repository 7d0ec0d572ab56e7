package io.qahan.deploy.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.utils.ByteBufferOutputStream;

/**
 * A batch of records in the format of Kafka's log (version 2 of it), of which none has to fit in
 * memory: values are zeros, and only what they are packed to is kept. A producer of Kafka's would
 * need each whole.
 */
public final class PackedBatch {
  private static final byte MAGIC = 2;
  private static final short PRODUCE = 0;
  private static final short PRODUCE_VERSION = 8;
  private static final int BLOCK = 1 << 20;
  private static final int CRC_FROM = 21;

  private final String packing;
  private final ByteBufferOutputStream packed = new ByteBufferOutputStream(1 << 16);
  private final OutputStream records;
  private int count;
  private byte[] batch; // once it is complete

  /**
   * An empty one.
   *
   * @param packing {@code gzip}, {@code lz4} or {@code zstd}
   */
  public PackedBatch(String packing) {
    this.packing = packing;
    this.records =
        Compression.of(CompressionType.forName(packing)).build().wrapForOutput(packed, MAGIC);
  }

  /** Adds a record whose value is a text. */
  public PackedBatch with(String key, String value) throws IOException {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    begin(key, bytes.length);
    records.write(bytes);
    return end();
  }

  /** Adds a record whose value is so many zeros. */
  public PackedBatch withZeros(String key, int length) throws IOException {
    begin(key, length);
    byte[] zeros = new byte[BLOCK];
    for (int left = length; left > 0; left -= BLOCK) {
      records.write(zeros, 0, Math.min(left, BLOCK));
    }
    return end();
  }

  private void begin(String key, int length) throws IOException {
    byte[] name = key.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream before = new ByteArrayOutputStream();
    before.write(0); // attributes
    varint(before, 0); // later than the batch
    varint(before, count);
    varint(before, name.length);
    before.write(name);
    varint(before, length);
    varint(records, before.size() + length + 1);
    before.writeTo(records);
  }

  private PackedBatch end() throws IOException {
    varint(records, 0); // headers
    count++;
    return this;
  }

  private static void varint(OutputStream out, int number) throws IOException {
    int rest = (number << 1) ^ (number >> 31);
    for (; (rest & ~0x7F) != 0; rest >>>= 7) {
      out.write((rest & 0x7F) | 0x80);
    }
    out.write(rest);
  }

  private byte[] bytes() throws IOException {
    if (batch == null) {
      records.close();
      batch = packed();
    }
    return batch;
  }

  private byte[] packed() {
    ByteBuffer body = packed.buffer();
    body.flip();
    ByteBuffer made = ByteBuffer.allocate(61 + body.remaining());
    long now = System.currentTimeMillis();
    made.putLong(0).putInt(made.capacity() - 12).putInt(-1).put(MAGIC).putInt(0);
    made.putShort((short) CompressionType.forName(packing).id).putInt(count - 1);
    made.putLong(now).putLong(now).putLong(-1).putShort((short) -1).putInt(-1).putInt(count);
    made.put(body);
    CRC32C crc = new CRC32C();
    crc.update(made.array(), CRC_FROM, made.capacity() - CRC_FROM);
    made.putInt(CRC_FROM - Integer.BYTES, (int) crc.getValue());
    return made.array();
  }

  /**
   * Sends it to a partition; nothing can be added to it any more.
   *
   * @param broker the one that leads the partition, {@code HOST:PORT}
   * @return the error code of Kafka's protocol, 0 for none
   */
  public short send(String broker, String topic, int partition) throws IOException {
    byte[] bytes = bytes();
    ByteArrayOutputStream buffer = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(buffer);
    out.writeShort(PRODUCE);
    out.writeShort(PRODUCE_VERSION);
    out.writeInt(1);
    text(out, "test");
    out.writeShort(-1); // no transaction
    out.writeShort(1); // acks
    out.writeInt(60_000);
    out.writeInt(1);
    text(out, topic);
    out.writeInt(1);
    out.writeInt(partition);
    out.writeInt(bytes.length);
    out.write(bytes);
    String[] address = broker.split(":", 2);
    try (Socket socket = new Socket(address[0], Integer.parseInt(address[1]))) {
      DataOutputStream request = new DataOutputStream(socket.getOutputStream());
      request.writeInt(buffer.size());
      buffer.writeTo(request);
      DataInputStream answer = new DataInputStream(socket.getInputStream());
      var size = answer.readInt();
      assertThat(size).isGreaterThan(20);
      answer.skipNBytes(4 + 4); // correlation, number of topics
      answer.skipNBytes(answer.readUnsignedShort());
      answer.skipNBytes(4 + 4); // number of partitions, partition
      return answer.readShort();
    }
  }

  private static void text(DataOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeShort(bytes.length);
    out.write(bytes);
  }
}
