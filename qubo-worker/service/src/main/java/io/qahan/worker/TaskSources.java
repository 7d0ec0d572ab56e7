package io.qahan.worker;

import io.qahan.schemas.settings.Settings;
import io.qahan.schemas.topic.TopicNames;
import io.qahan.schemas.topic.Topics;
import org.apache.kafka.clients.admin.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens the source that suits a chain of solvers. */
final class TaskSources {
  private static final Logger log = LoggerFactory.getLogger(TaskSources.class);

  private TaskSources() {}

  /**
   * Joins the group of the kind that is set; {@code auto} is the share group if the chain begins
   * remotely and the broker has share groups, the consumer group otherwise.
   *
   * @throws IllegalStateException if a share group was asked for and cannot be set up
   */
  static TaskSource open(Settings settings, KafkaClients clients, boolean remoteFirst)
      throws InterruptedException {
    return switch (settings.get(WorkerSettings.SOURCE)) {
      case CONSUMER_GROUP -> consumerGroup(settings, clients);
      case SHARE_GROUP -> shareGroup(settings, clients);
      case AUTO -> {
        if (remoteFirst) {
          try {
            yield shareGroup(settings, clients);
          } catch (IllegalStateException e) {
            log.warn("{} Using the consumer group.", e.getMessage());
          }
        }
        yield consumerGroup(settings, clients);
      }
    };
  }

  private static TaskSource consumerGroup(Settings settings, KafkaClients clients) {
    log.info("Taking requests through the consumer group [{}]", clients.consumerGroup());
    return new RenewedTaskSource(
        () ->
            new ConsumerGroupTaskSource(
                clients.consumer(),
                TopicNames.from(settings).of(Topics.MASK_REQUESTS),
                settings.get(WorkerSettings.IN_FLIGHT),
                settings.get(WorkerSettings.COMMIT_INTERVAL)));
  }

  private static TaskSource shareGroup(Settings settings, KafkaClients clients)
      throws InterruptedException {
    int deliveryLimit = prepared(clients);
    log.info("Taking requests through the share group [{}]", clients.shareGroup());
    return new RenewedTaskSource(
        () ->
            new ShareGroupTaskSource(
                clients.shareConsumer(),
                TopicNames.from(settings).of(Topics.MASK_REQUESTS),
                deliveryLimit,
                settings.get(WorkerSettings.COMMIT_INTERVAL)));
  }

  private static int prepared(KafkaClients clients) throws InterruptedException {
    try (Admin admin = clients.admin()) {
      return ShareGroup.prepare(admin, clients.shareGroup());
    }
  }
}
