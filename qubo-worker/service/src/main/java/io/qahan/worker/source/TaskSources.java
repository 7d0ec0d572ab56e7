package io.qahan.worker.source;

import java.time.Duration;
import org.apache.kafka.clients.admin.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the source that suits a chain of solvers.
 *
 * @param clients that the source takes its requests with
 * @param topic of the requests
 * @param inFlight the most requests taken and not yet settled
 * @param commitInterval how often the broker is told what was settled
 * @param uncommitted whether a consumer group takes requests before they are committed
 */
public record TaskSources(
    KafkaClients clients,
    String topic,
    int inFlight,
    Duration commitInterval,
    UncommittedRequests uncommitted) {
  private static final Logger log = LoggerFactory.getLogger(TaskSources.class);

  /**
   * Joins the group of the kind that is set; {@code auto} is the share group if the chain begins
   * remotely and the broker has share groups, the consumer group otherwise.
   *
   * @param remoteFirst whether the first solver is remote
   * @param anyRemote whether any is
   * @throws IllegalStateException if a share group was asked for and cannot be set up
   */
  public TaskSource open(SourceKind kind, boolean remoteFirst, boolean anyRemote)
      throws InterruptedException {
    return switch (kind) {
      case CONSUMER_GROUP -> consumerGroup(anyRemote);
      case SHARE_GROUP -> shareGroup();
      case AUTO -> {
        if (remoteFirst) {
          try {
            yield shareGroup();
          } catch (IllegalStateException e) {
            log.warn("{} Using the consumer group.", e.getMessage());
          }
        }
        yield consumerGroup(anyRemote);
      }
    };
  }

  private TaskSource consumerGroup(boolean anyRemote) {
    boolean early = uncommitted.taken(anyRemote);
    log.info(
        "Taking requests through the consumer group [{}], {}",
        clients.consumerGroup(),
        early ? "before they are committed" : "once they are committed");
    return new RenewedTaskSource(
        () ->
            new ConsumerGroupTaskSource(clients.consumer(early), topic, inFlight, commitInterval));
  }

  private TaskSource shareGroup() throws InterruptedException {
    int deliveryLimit = prepared();
    log.info("Taking requests through the share group [{}]", clients.shareGroup());
    return new RenewedTaskSource(
        () ->
            new ShareGroupTaskSource(
                clients.shareConsumer(), topic, deliveryLimit, commitInterval));
  }

  private int prepared() throws InterruptedException {
    try (Admin admin = clients.admin()) {
      return ShareGroup.prepare(admin, clients.shareGroup());
    }
  }
}
