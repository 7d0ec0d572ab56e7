package io.qahan.trainer.join;

import io.qahan.ingest.model.MalformedModelException;
import io.qahan.ingest.release.ModelReleases;
import io.qahan.schemas.avro.ModelRelease;
import io.qahan.schemas.codec.Codec;
import io.qahan.schemas.codec.UndecodableRecordException;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * How many classes labels may name: those of the settings, or of the release with the most. The
 * training looks again, by the version that the image was taken in by. Thread safe.
 */
public final class KnownClasses implements Consumer<ConsumerRecord<byte[], byte[]>>, IntSupplier {
  private final byte[] key;
  private final Codec<ModelRelease> codec;
  private volatile int most;

  /**
   * Before any release.
   *
   * @param model whose releases count
   * @param classes of the settings
   */
  public KnownClasses(String model, Codec<ModelRelease> codec, int classes) {
    this.key = ModelReleases.key(model);
    this.codec = codec;
    this.most = classes;
  }

  @Override
  public void accept(ConsumerRecord<byte[], byte[]> record) {
    if (record.value() == null || !Arrays.equals(record.key(), key)) {
      return;
    }
    try {
      int classes = ModelReleases.read(codec, record.key(), record.value()).getClasses();
      most = Math.max(most, classes); // one thread writes
    } catch (UndecodableRecordException | MalformedModelException e) {
      // ingest says so, and serves what it served
    }
  }

  @Override
  public int getAsInt() {
    return most;
  }
}
