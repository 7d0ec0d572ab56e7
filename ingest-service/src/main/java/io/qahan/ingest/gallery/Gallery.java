package io.qahan.ingest.gallery;

import io.qahan.ingest.image.EncodedImage;
import io.qahan.ingest.image.PixelImage;
import io.qahan.ingest.image.UndecodableImageException;
import io.qahan.ingest.image.decode.BusyException;
import io.qahan.ingest.image.decode.ImageDecoder;
import io.qahan.schemas.avro.Image;
import io.qahan.schemas.codec.Codec;
import io.qahan.schemas.codec.UndecodableRecordException;
import io.qahan.schemas.topic.ImageId;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The last images of the images topic, as they came; only those that are shown are decoded. Bounded
 * in number and in bytes. Thread safe.
 */
public final class Gallery implements Consumer<ConsumerRecord<byte[], byte[]>> {
  private final Codec<Image> codec;
  private final Supplier<ImageDecoder> decoder;
  private final int capacity;
  private final long maxBytes;
  private final Map<String, byte[]> records = new LinkedHashMap<>();
  private long bytes;

  /**
   * Empty.
   *
   * @param decoder gives that of the model that serves
   * @param capacity most images
   * @param maxBytes most bytes of all of them, encoded
   */
  public Gallery(Codec<Image> codec, Supplier<ImageDecoder> decoder, int capacity, long maxBytes) {
    this.codec = codec;
    this.decoder = decoder;
    this.capacity = capacity;
    this.maxBytes = maxBytes;
  }

  @Override
  public synchronized void accept(ConsumerRecord<byte[], byte[]> record) {
    Optional<String> id = ImageId.textOf(record.key());
    if (id.isEmpty() || record.value() == null) {
      return; // a dead letter of the topology's, and nothing to show
    }
    byte[] before = records.put(id.get(), record.value());
    bytes += record.value().length - (before == null ? 0 : before.length);
    Iterator<byte[]> oldest = records.values().iterator();
    while (records.size() > capacity || bytes > maxBytes) {
      bytes -= oldest.next().length;
      oldest.remove();
    }
  }

  /** The pixels as the conv stack sees them; empty if the image is gone or cannot be used. */
  Optional<PixelImage> find(String id) {
    byte[] record;
    synchronized (this) {
      record = records.get(id);
    }
    if (record == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          decoder.get().decode(EncodedImage.of(codec.decode(record)), Duration.ZERO));
    } catch (UndecodableRecordException | UndecodableImageException e) {
      return Optional.empty(); // the topology has sent it to the dead letters
    } catch (BusyException e) {
      return Optional.empty(); // those that wait for an answer come first
    }
  }

  synchronized boolean has(String id) {
    return records.containsKey(id);
  }

  /** Forgets all. */
  public synchronized void clear() {
    records.clear();
    bytes = 0;
  }
}
