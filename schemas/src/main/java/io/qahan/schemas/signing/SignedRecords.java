package io.qahan.schemas.signing;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerInterceptor;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Lets the clients of a process sign what they send, and read only what is signed: Kafka makes one
 * of each kind for each client, by its name. Interceptors of the user's own stand between them:
 * what is signed is what leaves, and what is checked is what comes, whatever those make of it.
 */
public abstract class SignedRecords
    implements ProducerInterceptor<byte[], byte[]>, ConsumerInterceptor<byte[], byte[]> {
  private Signatures signatures;

  private SignedRecords() {}

  /**
   * The property that names interceptors, with ours around the user's.
   *
   * @param users what it is without; null for none
   */
  public static String around(Object users) {
    List<String> names = new ArrayList<>(List.of(Read.class.getName()));
    for (String name : users == null ? new String[0] : users.toString().split(",", -1)) {
      if (!name.isBlank()) {
        names.add(name.strip());
      }
    }
    names.add(Sent.class.getName());
    return String.join(",", names);
  }

  /** Signs what is sent. */
  public static final class Sent extends SignedRecords {
    @Override
    public ProducerRecord<byte[], byte[]> onSend(ProducerRecord<byte[], byte[]> record) {
      signatures().sign(record);
      return record;
    }
  }

  /** Shows a consumer only what is signed, as if the rest were not there. */
  public static final class Read extends SignedRecords {
    @Override
    public ConsumerRecords<byte[], byte[]> onConsume(ConsumerRecords<byte[], byte[]> records) {
      if (records.partitions().stream().noneMatch(each -> signatures().isSigned(each.topic()))) {
        return records;
      }
      Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> admitted = new HashMap<>();
      for (TopicPartition partition : records.partitions()) {
        List<ConsumerRecord<byte[], byte[]>> polled = new ArrayList<>(records.records(partition));
        if (signatures().isSigned(partition.topic())) {
          polled.removeIf(record -> !signatures().admits(record));
        }
        if (!polled.isEmpty()) {
          admitted.put(partition, polled);
        }
      }
      return new ConsumerRecords<>(admitted, records.nextOffsets());
    }
  }

  @Override
  public void configure(Map<String, ?> configs) {
    signatures = (Signatures) configs.get(Signatures.PROPERTY);
  }

  Signatures signatures() {
    return signatures;
  }

  @Override
  public ProducerRecord<byte[], byte[]> onSend(ProducerRecord<byte[], byte[]> record) {
    return record;
  }

  @Override
  public ConsumerRecords<byte[], byte[]> onConsume(ConsumerRecords<byte[], byte[]> records) {
    return records;
  }

  @Override
  public void onAcknowledgement(RecordMetadata metadata, Exception exception) {}

  @Override
  public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {}

  @Override
  public void close() {}
}
