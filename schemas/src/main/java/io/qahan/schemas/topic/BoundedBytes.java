package io.qahan.schemas.topic;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.utils.Utils;

/**
 * Reads keys and values as bytes; of those that are larger than their topic allows it keeps the
 * beginning, and says in the record's headers how large they were ({@link Oversize}).
 *
 * <p>A topic's limit counts compressed bytes: a few kilobytes of zeros may unpack to hundreds of
 * megabytes, and a consumer hands out many records at once. So a record must be cut the moment it
 * is unpacked, before the next one is. Every consumer of ours reads through this. Thread safe.
 */
public final class BoundedBytes implements Deserializer<byte[]> {
  /** How many bytes are kept of a key, a value or headers that are too large. */
  public static final int KEPT = 64 << 10;

  private final TopicLimits limits;
  private final boolean key;

  private BoundedBytes(TopicLimits limits, boolean key) {
    this.limits = limits;
    this.key = key;
  }

  public static Deserializer<byte[]> ofKeys(TopicLimits limits) {
    return new BoundedBytes(limits, true);
  }

  public static Deserializer<byte[]> ofValues(TopicLimits limits) {
    return new BoundedBytes(limits, false);
  }

  @Override
  public byte[] deserialize(String topic, byte[] data) {
    return data;
  }

  @Override
  public byte[] deserialize(String topic, Headers headers, byte[] data) {
    return data == null ? null : deserialize(topic, headers, ByteBuffer.wrap(data));
  }

  @Override
  public byte[] deserialize(String topic, Headers headers, ByteBuffer data) {
    int limit = limits.readable(topic);
    boundHeaders(headers, limit);
    if (data == null || data.remaining() <= limit) {
      return Utils.toNullableArray(data);
    }
    release(headers);
    Oversize.mark(
        headers,
        key ? Oversize.KEY_BYTES : Oversize.VALUE_BYTES,
        Integer.toString(data.remaining()));
    if (!key) {
      Oversize.mark(headers, Oversize.SHA256, sha256(data.duplicate()));
    }
    return Utils.toArray(data, KEPT);
  }

  /** Called for key and value alike, since either may be null: the second call finds few bytes. */
  private static void boundHeaders(Headers headers, int limit) {
    long bytes = RecordSize.of(headers);
    if (bytes <= limit) {
      return;
    }
    List<Header> all = new ArrayList<>();
    headers.forEach(all::add);
    all.forEach(header -> headers.remove(header.key()));
    long kept = 0;
    for (Header header : all) {
      kept += RecordSize.of(header);
      if (kept <= KEPT) {
        headers.add(header);
      }
    }
    Oversize.mark(headers, Oversize.HEADER_BYTES, Long.toString(bytes));
  }

  /** Headers are read lazily and would hold on to the buffer of the whole record. */
  private static void release(Headers headers) {
    for (Header header : headers) {
      var unused = header.key().length() + RecordSize.of(header);
    }
  }

  private static String sha256(ByteBuffer data) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(data);
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
