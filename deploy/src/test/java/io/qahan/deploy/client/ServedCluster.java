package io.qahan.deploy.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.qahan.deploy.pipeline.service.RunningService;
import io.qahan.deploy.routing.ScatteredCluster;
import io.qahan.schemas.topic.Topic;
import io.qahan.schemas.topic.Topics;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;

/** A cluster with every service, for clients of whatever kind. */
final class ServedCluster implements AutoCloseable {
  private final Deque<RunningService> services = new ArrayDeque<>();
  private final ScatteredCluster topics;
  private RunningService ingest;

  private ServedCluster(ScatteredCluster topics) {
    this.topics = topics;
  }

  /**
   * Starts everything and returns when it runs.
   *
   * @param directory for what services keep
   */
  static ServedCluster start(Path directory) throws Exception {
    ServedCluster cluster = new ServedCluster(ScatteredCluster.start(directory));
    try {
      cluster.ingest = RunningService.ingest(cluster.topics.settings());
      cluster.services.push(cluster.ingest);
      cluster.services.push(RunningService.worker(cluster.topics.settings()));
      cluster.services.push(RunningService.trainer(cluster.topics.settings()));
      return cluster;
    } catch (Exception e) {
      cluster.close();
      throw e;
    }
  }

  /** What lies in its topics. */
  ScatteredCluster topics() {
    return topics;
  }

  /** Where ingest answers. */
  String hostAndPort() {
    return "127.0.0.1:" + ingest.httpPort();
  }

  void assertNoDeadLetters() {
    for (Topic<?> topic : Topics.all()) {
      assertThat(topics.deadLetters(topic)).as(topic.base()).isEmpty();
    }
  }

  void assertEveryServiceIsReady() {
    for (RunningService service : services) {
      assertThat(service.health().get().ready()).as(service.name()).isTrue();
    }
  }

  @Override
  public void close() throws Exception {
    while (!services.isEmpty()) {
      services.pop().close();
    }
    topics.close();
  }
}
