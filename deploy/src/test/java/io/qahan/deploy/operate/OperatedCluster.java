package io.qahan.deploy.operate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.qahan.deploy.CommandRun;
import io.qahan.deploy.cluster.SharedBroker;
import io.qahan.deploy.stream.TestSettings;
import io.qahan.deploy.stream.TopicReader;
import io.qahan.schemas.ops.BrokerConnection;
import io.qahan.schemas.settings.CommonSettings;
import io.qahan.schemas.settings.Settings;
import io.qahan.schemas.topic.TopicNames;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The topics of the catalogue under a prefix of the test's own, and an operator's commands on them.
 * Register it in a field of each instance.
 */
public final class OperatedCluster implements BeforeEachCallback, AfterEachCallback {
  private static final AtomicInteger TESTS = new AtomicInteger();

  private TestSettings given;
  private Settings settings;

  @Override
  public void beforeEach(ExtensionContext test) throws InterruptedException {
    String prefix = test.getRequiredTestClass().getSimpleName() + TESTS.incrementAndGet() + ".";
    given =
        TestSettings.of(SharedBroker.bootstrapServers(test))
            .with(CommonSettings.TOPIC_PREFIX.name(), prefix);
    settings = given.load();
    BrokerConnection.prepare(settings);
  }

  /** A doctor of a later test looks at every topic that there is. */
  @Override
  public void afterEach(ExtensionContext test) throws ExecutionException, InterruptedException {
    try (Admin admin = brokers().admin()) {
      List<String> own =
          admin.listTopics().names().get().stream()
              .filter(topic -> topic.contains(names().prefix()))
              .toList();
      admin.deleteTopics(own).all().get();
    }
  }

  public String bootstrapServers() {
    return settings.get(CommonSettings.BOOTSTRAP_SERVERS);
  }

  /** What its services are told. */
  public TestSettings given() {
    return given;
  }

  /**
   * What one of its services is told that serves a model.
   *
   * @param directory of the test; what the service keeps lies under its name there
   */
  public TestSettings given(String model, Path directory, String service) {
    return given
        .with(CommonSettings.MODEL.name(), model)
        .with(CommonSettings.MODEL_CACHE.name(), directory.resolve("cache").toString())
        .with("streams.state.dir", directory.resolve(service).toString());
  }

  public Settings settings() {
    return settings;
  }

  public Brokers brokers() {
    return new Brokers(settings);
  }

  public TopicNames names() {
    return TopicNames.from(settings);
  }

  /** Runs a command against it, in this JVM. */
  public CommandRun run(String... arguments) {
    return CommandRun.of(command(arguments));
  }

  /** The arguments of a command against it. */
  public String[] command(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(
        List.of(
            "--bootstrap-servers",
            bootstrapServers(),
            "-D",
            CommonSettings.TOPIC_PREFIX.name() + "=" + names().prefix()));
    return all.toArray(String[]::new);
  }

  /** Runs a command that answers in JSON. */
  public JsonNode json(String... arguments) throws JsonProcessingException {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.add("--json");
    return JsonMapper.builder().build().readTree(run(all.toArray(String[]::new)).out());
  }

  /** Every committed record of a topic. */
  public List<ConsumerRecord<byte[], byte[]>> read(String topic) {
    return TopicReader.readAll(bootstrapServers(), topic);
  }

  /** Changes one setting of a topic or of a group. */
  public void set(ConfigResource.Type type, String name, String setting, String value)
      throws ExecutionException, InterruptedException {
    try (Admin admin = brokers().admin()) {
      admin
          .incrementalAlterConfigs(
              Map.of(
                  new ConfigResource(type, name),
                  List.of(
                      new AlterConfigOp(
                          new ConfigEntry(setting, value), AlterConfigOp.OpType.SET))))
          .all()
          .get();
    }
  }
}
