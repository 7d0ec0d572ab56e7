package io.qahan.ingest.stream;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** Record headers as the pending store keeps them. */
final class StoredHeaders {
  private StoredHeaders() {}

  static List<PendingHeader> of(Headers headers) {
    List<PendingHeader> stored = new ArrayList<>();
    headers.forEach(
        h ->
            stored.add(
                new PendingHeader(h.key(), h.value() == null ? null : ByteBuffer.wrap(h.value()))));
    return stored;
  }

  static Headers restored(List<PendingHeader> stored) {
    Headers headers = new RecordHeaders();
    stored.forEach(
        h -> headers.add(h.getName(), h.getValue() == null ? null : bytes(h.getValue())));
    return headers;
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }
}
