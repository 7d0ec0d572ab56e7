package io.qahan.worker.source;

import io.qahan.deploy.cluster.SharedBroker;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The contract against a real broker, with a topic and a group of its own for each test. */
abstract class BrokerTaskSourceContract extends TaskSourceContract {
  private static BrokerTopic broker;

  private String topic;

  @RegisterExtension
  static final Extension BROKER =
      (BeforeAllCallback) test -> broker = new BrokerTopic(SharedBroker.bootstrapServers(test));

  @AfterAll
  static void closeClients() {
    broker.close();
  }

  @BeforeEach
  void createTopic(TestInfo test) throws Exception {
    topic = getClass().getSimpleName() + "." + test.getTestMethod().orElseThrow().getName();
    broker.create(topic);
  }

  @Override
  protected final void send(String... keys) {
    broker.send(topic, keys);
  }

  static BrokerTopic broker() {
    return broker;
  }

  /** The name of the test's topic, and of its group. */
  final String topic() {
    return topic;
  }

  /** Properties of a client in the test's group. */
  final Map<String, Object> member() {
    Map<String, Object> properties = broker.client();
    properties.put("group.id", topic);
    return properties;
  }
}
