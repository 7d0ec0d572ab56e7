package io.qahan.schemas.streams;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;

/**
 * The transactional producer of a stream thread, without the transactions that change nothing.
 * Kafka Streams commits a task whenever one of its punctuators has run, read or not: each time the
 * same offsets, in a transaction that costs the brokers as much as any. Here offsets that this
 * producer has committed already, behind no record, stay at home; a transaction without anything in
 * it ends in the client.
 *
 * <p>Nobody else writes the offsets of a partition that this thread holds, and after it has lost
 * and regained one it begins where the other left off, so offsets that are its own last ones are
 * the brokers' too. Not thread safe, as its thread is the only one that makes transactions.
 */
final class EmptyCommits {
  private final Producer<byte[], byte[]> producer;
  private final Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>();
  private final Map<TopicPartition, OffsetAndMetadata> added = new HashMap<>();
  private boolean hasRecords;

  private EmptyCommits(Producer<byte[], byte[]> producer) {
    this.producer = producer;
  }

  /** Wraps a producer. */
  @SuppressWarnings("unchecked") // a proxy of the one interface named
  static Producer<byte[], byte[]> leftOut(Producer<byte[], byte[]> producer) {
    EmptyCommits commits = new EmptyCommits(producer);
    return (Producer<byte[], byte[]>)
        Proxy.newProxyInstance(
            EmptyCommits.class.getClassLoader(),
            new Class<?>[] {Producer.class},
            (proxy, method, arguments) -> commits.call(method, arguments));
  }

  @SuppressWarnings("unchecked") // the producer's own signature
  private Object call(Method method, Object[] arguments) throws Throwable {
    switch (method.getName()) {
      case "send" -> hasRecords = true;
      case "sendOffsetsToTransaction" -> {
        var offsets = (Map<TopicPartition, OffsetAndMetadata>) arguments[0];
        if (!hasRecords && added.isEmpty() && changesNothing(offsets)) {
          return null;
        }
        added.putAll(offsets);
      }
      case "abortTransaction" -> { // or half of it: whatever comes next is sent
        committed.clear();
        ended();
      }
      default -> {} // no part of a transaction, or its end, which is judged by how it ends
    }
    try {
      Object result = method.invoke(producer, arguments);
      if (method.getName().equals("commitTransaction")) {
        committed.putAll(added);
        ended();
      }
      return result;
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private boolean changesNothing(Map<TopicPartition, OffsetAndMetadata> offsets) {
    return committed.entrySet().containsAll(offsets.entrySet());
  }

  private void ended() {
    added.clear();
    hasRecords = false;
  }
}
