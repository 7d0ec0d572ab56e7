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
 * for each client, by its name. A consumer passes a record that is refused as if it were not there.
 */
public final class SignedRecords
    implements ProducerInterceptor<byte[], byte[]>, ConsumerInterceptor<byte[], byte[]> {
  private Signatures signatures;

  @Override
  public void configure(Map<String, ?> configs) {
    signatures = (Signatures) configs.get(Signatures.PROPERTY);
  }

  @Override
  public ProducerRecord<byte[], byte[]> onSend(ProducerRecord<byte[], byte[]> record) {
    signatures.sign(record);
    return record;
  }

  @Override
  public ConsumerRecords<byte[], byte[]> onConsume(ConsumerRecords<byte[], byte[]> records) {
    if (records.partitions().stream().noneMatch(each -> signatures.isSigned(each.topic()))) {
      return records;
    }
    Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> admitted = new HashMap<>();
    for (TopicPartition partition : records.partitions()) {
      List<ConsumerRecord<byte[], byte[]>> polled = new ArrayList<>(records.records(partition));
      if (signatures.isSigned(partition.topic())) {
        polled.removeIf(record -> !signatures.admits(record));
      }
      if (!polled.isEmpty()) {
        admitted.put(partition, polled);
      }
    }
    return new ConsumerRecords<>(admitted, records.nextOffsets());
  }

  @Override
  public void onAcknowledgement(RecordMetadata metadata, Exception exception) {}

  @Override
  public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {}

  @Override
  public void close() {}
}
