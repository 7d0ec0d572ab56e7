package io.qahan.deploy.operate.retrain;

import io.qahan.deploy.operate.Brokers;
import io.qahan.schemas.settings.CommonSettings;
import io.qahan.schemas.topic.Topics;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.StickyAssignor;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * That this process retrains a model, and no other does: it has the one partition of the topic of
 * models in a consumer group of the model's own. The brokers give it to the next one within seconds
 * when this process dies or is cut off from them, and no clock of a host has a part in it. Thread
 * safe.
 */
final class RetrainLease implements AutoCloseable {
  private static final Duration SESSION = Duration.ofSeconds(15);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final int POLLS = 120; // a minute: a dead one keeps its place for a session

  private final String group;
  private final Consumer<byte[], byte[]> consumer;
  private final Thread holding;
  private volatile boolean held = true;
  private volatile boolean closing;

  private RetrainLease(String group, Consumer<byte[], byte[]> consumer) {
    this.group = group;
    this.consumer = consumer;
    this.holding = new Thread(this::hold, "retrain-lease");
    holding.setDaemon(true);
    holding.start();
  }

  /**
   * Takes it.
   *
   * @throws RetrainTakenException if another process has it, saying which
   */
  static RetrainLease take(Brokers brokers) throws ExecutionException, InterruptedException {
    String model = brokers.settings().get(CommonSettings.MODEL);
    String group = brokers.settings().get(CommonSettings.TOPIC_PREFIX) + "retrain-" + model;
    Map<String, Object> properties = properties(brokers, group);
    Optional<String> other = holder(brokers, group);
    long end = System.nanoTime() + session(properties).plus(POLL).toNanos();
    while (other.isPresent() && System.nanoTime() < end) { // a killed one keeps it for so long
      TimeUnit.MILLISECONDS.sleep(POLL.toMillis());
      other = holder(brokers, group);
    }
    if (other.isPresent()) {
      throw refused(model, other.get());
    }
    Consumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    try {
      boolean[] answered = new boolean[1];
      consumer.subscribe(List.of(brokers.names().of(Topics.MODELS)), noting(answered));
      for (int i = 0; i < POLLS && !answered[0]; i++) {
        poll(consumer);
      }
      if (consumer.assignment().isEmpty()) {
        throw refused(model, holder(brokers, group).orElse("one that began at the same time"));
      }
      return new RetrainLease(group, consumer);
    } catch (RuntimeException | ExecutionException | InterruptedException e) {
      consumer.close();
      throw e;
    }
  }

  private static Map<String, Object> properties(Brokers brokers, String group) {
    Map<String, Object> properties = new HashMap<>(brokers.settings().kafkaClient());
    properties.put(ConsumerConfig.GROUP_ID_CONFIG, group);
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest");
    properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    properties.putIfAbsent(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, (int) SESSION.toMillis());
    properties.putIfAbsent(
        ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, (int) session(properties).toMillis() / 5);
    // Who has it keeps it when another comes.
    properties.put(
        ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, StickyAssignor.class.getName());
    return properties;
  }

  private static Duration session(Map<String, Object> properties) {
    String name = ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG;
    return Duration.ofMillis(
        (Integer) ConfigDef.parseType(name, properties.get(name), ConfigDef.Type.INT));
  }

  private static RetrainTakenException refused(String model, String other) {
    return new RetrainTakenException(
        "Another process retrains model [%s]: %s. One at a time: wait for it, or end it."
            .formatted(model, other));
  }

  private static ConsumerRebalanceListener noting(boolean[] answered) {
    return new ConsumerRebalanceListener() {
      @Override
      public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        answered[0] = false;
      }

      @Override
      public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        answered[0] = true;
      }
    };
  }

  /** What is read is of no interest. */
  private static void poll(Consumer<byte[], byte[]> consumer) {
    consumer.pause(consumer.assignment());
    var unused = consumer.poll(POLL);
  }

  private static Optional<String> holder(Brokers brokers, String group)
      throws ExecutionException, InterruptedException {
    try (Admin admin = brokers.admin()) {
      String members =
          admin
              .describeConsumerGroups(List.of(group))
              .describedGroups()
              .get(group)
              .get()
              .members()
              .stream()
              .map(member -> "[%s] at %s".formatted(member.clientId(), member.host()))
              .collect(Collectors.joining(", "));
      return members.isEmpty() ? Optional.empty() : Optional.of(members);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof GroupIdNotFoundException) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private void hold() {
    while (!closing) {
      try {
        poll(consumer);
        held = !consumer.assignment().isEmpty();
      } catch (WakeupException e) {
        return;
      } catch (KafkaException e) { // the brokers are away; whether it is ours still they will say
        held = false;
      }
    }
  }

  /**
   * Says that this process has it still.
   *
   * @throws RetrainTakenException if another may have it now
   */
  void check() throws InterruptedException {
    for (int i = 0; i < POLLS && !held; i++) {
      TimeUnit.MILLISECONDS.sleep(POLL.toMillis()); // who was cut off for a while gets it back
    }
    if (!held) {
      throw new RetrainTakenException(
          "This process has lost its place in group [%s]: it was cut off from the brokers, and another may retrain the model. Nothing was released; say the same again with --resume."
              .formatted(group));
    }
  }

  @Override
  public void close() throws InterruptedException {
    closing = true;
    consumer.wakeup();
    holding.join();
    consumer.close();
  }
}
