package io.qahan.ingest.board;

import io.qahan.schemas.avro.Control;
import io.qahan.schemas.codec.Codec;
import io.qahan.schemas.codec.UndecodableRecordException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What operators last asked of a model's training. Thread safe. */
public final class ControlLog implements Consumer<ConsumerRecord<byte[], byte[]>> {
  /**
   * One request. Whether it was obeyed shows in the heads, or in a dead letter.
   *
   * @param version null if it names none
   * @param at epoch milliseconds
   */
  public record Order(String action, Long version, String issuedBy, String reason, long at) {}

  private final byte[] model;
  private final Codec<Control> codec;
  private volatile Optional<Order> last = Optional.empty();

  ControlLog(String model, Codec<Control> codec) {
    this.model = model.getBytes(StandardCharsets.UTF_8);
    this.codec = codec;
  }

  @Override
  public void accept(ConsumerRecord<byte[], byte[]> record) {
    if (record.value() == null || !Arrays.equals(record.key(), model)) {
      return;
    }
    try {
      Control control = codec.decode(record.value());
      last =
          Optional.of(
              new Order(
                  control.getAction().name(),
                  control.getVersion(),
                  control.getIssuedBy(),
                  control.getReason(),
                  control.getIssuedAt().toEpochMilli()));
    } catch (UndecodableRecordException | RuntimeException e) {
      // The trainer sends it to the dead letters; or the registry is away.
    }
  }

  public Optional<Order> last() {
    return last;
  }
}
