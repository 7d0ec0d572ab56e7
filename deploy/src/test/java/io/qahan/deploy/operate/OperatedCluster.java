package io.qahan.deploy.operate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.qahan.deploy.CommandRun;
import io.qahan.deploy.cluster.EmbeddedKafka;
import io.qahan.deploy.stream.TestSettings;
import io.qahan.deploy.stream.TopicReader;
import io.qahan.schemas.ops.BrokerConnection;
import io.qahan.schemas.settings.Settings;
import io.qahan.schemas.topic.TopicNames;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.config.ConfigResource;

/** A broker with the topics of the catalogue, and an operator's commands against it. */
public final class OperatedCluster implements AutoCloseable {
  private final EmbeddedKafka kafka;
  private final TestSettings given;
  private final Settings settings;

  private OperatedCluster(EmbeddedKafka kafka, TestSettings given) {
    this.kafka = kafka;
    this.given = given;
    this.settings = given.load();
  }

  /**
   * Starts it.
   *
   * @param state where Kafka Streams may keep files
   */
  public static OperatedCluster start(Path state) throws IOException, InterruptedException {
    EmbeddedKafka kafka = EmbeddedKafka.temporary();
    OperatedCluster cluster =
        new OperatedCluster(kafka, TestSettings.of(kafka.bootstrapServers(), state));
    BrokerConnection.prepare(cluster.settings);
    return cluster;
  }

  public String bootstrapServers() {
    return kafka.bootstrapServers();
  }

  /** What its services are told. */
  public TestSettings given() {
    return given;
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
    all.addAll(List.of("--bootstrap-servers", bootstrapServers()));
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

  @Override
  public void close() {
    kafka.close();
  }
}
