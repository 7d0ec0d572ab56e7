package io.qahan.deploy.operate.training;

import io.qahan.deploy.operate.Brokers;
import io.qahan.schemas.avro.Control;
import io.qahan.schemas.settings.CommonSettings;
import io.qahan.schemas.signing.Signatures;
import io.qahan.schemas.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/** Puts an operator's controls where the trainer reads them. */
public final class ControlTopic {
  private ControlTopic() {}

  /**
   * A control that is in Kafka.
   *
   * @param action {@code PIN} and so on
   * @param version null if none was named
   * @param model whose training it is for
   * @param topic where it is
   * @param offset its place there
   */
  public record Sent(String action, Long version, String model, String topic, long offset) {
    /** What an operator is told. */
    public List<String> lines() {
      return List.of(
          String.format(
              Locale.ROOT,
              "%s%s for model [%s] is in [%s] at offset %d.",
              action,
              version == null ? "" : " " + version,
              model,
              topic,
              offset),
          "The trainer obeys it between two steps, once it runs; what it cannot obey goes to"
              + " dlq.control (qahan dlq list).");
    }
  }

  /** Returns when every replica has the record. */
  public static Sent send(Brokers brokers, Control control)
      throws ExecutionException, InterruptedException {
    Signatures.requireKey(brokers.settings());
    String model = brokers.settings().get(CommonSettings.MODEL);
    String topic = brokers.names().of(Topics.CONTROL);
    try (Producer<byte[], byte[]> producer = brokers.producer()) {
      RecordMetadata stored =
          producer
              .send(
                  new ProducerRecord<>(
                      topic,
                      0,
                      model.getBytes(StandardCharsets.UTF_8),
                      brokers.codecs().of(Topics.CONTROL).encode(control)))
              .get();
      return new Sent(
          control.getAction().name(), control.getVersion(), model, topic, stored.offset());
    }
  }
}
