package io.qahan.deploy.routing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.qahan.deploy.pipeline.service.RunningService;
import io.qahan.schemas.avro.Prediction;
import io.qahan.schemas.topic.Topic;
import io.qahan.schemas.topic.Topics;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Clients put images and labels on whatever partition they like. The topics have different numbers
 * of partitions where they may.
 */
class AnyPartitionIT {
  private static final int EACH = 12;
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  /** A Python that has confluent-kafka. */
  private static final String PYTHON = System.getProperty("qahan.test.python", "");

  @TempDir static Path directory;
  private static ScatteredCluster cluster;
  private static final List<RunningService> SERVICES = new ArrayList<>();

  /** How a client chooses a partition. */
  private interface Choice {
    Integer of(byte[] key, int partitions);
  }

  @BeforeAll
  static void start() throws Exception {
    cluster = ScatteredCluster.start(directory.resolve("state"));
    cluster.addPartitions(Topics.LABELS, 7);
    cluster.addPartitions(Topics.PREDICTIONS, 5);
    cluster.addPartitions(Topics.MASKED_FEATURES, 6);
    SERVICES.add(RunningService.ingest(cluster.settings()));
    SERVICES.add(RunningService.worker(cluster.settings()));
    SERVICES.add(RunningService.trainer(cluster.settings()));
  }

  @AfterAll
  static void stop() {
    SERVICES.forEach(RunningService::close);
    if (cluster != null) {
      cluster.close();
    }
  }

  @Test
  void shouldAnswerAndTrainWhereverProducersPutTheirRecords() {
    Random random = new Random(1);
    int[] turn = {0};
    Map<String, Choice> choices = new LinkedHashMap<>();
    choices.put("default", (key, n) -> null);
    choices.put("fixed", (key, n) -> 2);
    choices.put("random", (key, n) -> random.nextInt(n));
    choices.put("turn", (key, n) -> turn[0]++ % n);
    choices.put("crc32", (key, n) -> (int) (crc32(key) % n));
    choices.put("fnv1a", (key, n) -> Integer.remainderUnsigned(fnv1a(key), n));
    List<Choice> ways = List.copyOf(choices.values());
    List<String> ids = new ArrayList<>();
    for (String name : choices.keySet()) {
      for (int i = 0; i < EACH; i++) {
        ids.add(name + "-" + i);
      }
    }
    for (int i = 0; i < ids.size(); i++) {
      send(Topics.IMAGES, ways.get(i / EACH), 4, ids.get(i), cluster.image(ids.get(i)));
      send(Topics.LABELS, ways.get(i % ways.size()), 7, ids.get(i), cluster.label(i % 10));
    }
    cluster.flush();

    assertAnsweredAndTrained(ids);
  }

  @Test
  void shouldAnswerAndTrainWhatALibrdkafkaClientSends() throws Exception {
    assumeTrue(
        !PYTHON.isEmpty(),
        "no librdkafka here: -Dqahan.test.python=PATH names a Python with confluent-kafka");
    List<String> ids = new ArrayList<>();
    for (String partitioner : List.of("default", "random", "murmur2_random", "fnv1a")) {
      List<String> sent = new ArrayList<>();
      StringBuilder lines = new StringBuilder();
      for (int i = 0; i < EACH; i++) {
        String id = "librdkafka-" + partitioner + "-" + i;
        sent.add(id);
        lines.append(line(Topics.IMAGES, id, cluster.image(id)));
        lines.append(line(Topics.LABELS, id, cluster.label(i % 10)));
      }
      produce(partitioner, lines.toString());
      ids.addAll(sent);
    }

    assertAnsweredAndTrained(ids);
  }

  private static void send(Topic<?> topic, Choice choice, int n, String id, byte[] value) {
    cluster.send(topic, choice.of(id.getBytes(UTF_8), n), id, value);
  }

  private static void assertAnsweredAndTrained(List<String> ids) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(cluster.predictions()).containsKeys(ids.toArray(String[]::new)));
    Map<String, Prediction> predictions = cluster.predictions();
    assertThat(ids).filteredOn(id -> predictions.get(id).getDegraded()).isEmpty();
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(cluster.trained()).containsAll(ids));
    assertThat(cluster.trained()).doesNotHaveDuplicates();
    for (Topic<?> topic : Topics.all()) {
      assertThat(cluster.deadLetters(topic)).as(topic.base()).isEmpty();
    }
  }

  private static String line(Topic<?> topic, String id, byte[] value) {
    return cluster.names().of(topic)
        + " "
        + id
        + " "
        + Base64.getEncoder().encodeToString(value)
        + "\n";
  }

  private static void produce(String partitioner, String lines) throws Exception {
    Path script = Files.createTempFile(directory, "produce", ".py");
    try (var resource = AnyPartitionIT.class.getResourceAsStream("produce.py")) {
      Files.write(script, resource.readAllBytes());
    }
    Path input = Files.writeString(directory.resolve(partitioner + ".txt"), lines);
    Path output = directory.resolve(partitioner + ".out");
    Process python =
        new ProcessBuilder(PYTHON, script.toString(), cluster.bootstrapServers(), partitioner)
            .redirectInput(input.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertThat(python.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(python.exitValue()).as(Files.readString(output)).isZero();
  }

  private static long crc32(byte[] key) {
    CRC32 crc = new CRC32();
    crc.update(key);
    return crc.getValue();
  }

  private static int fnv1a(byte[] key) {
    int hash = 0x811c9dc5;
    for (byte b : key) {
      hash = (hash ^ (b & 0xff)) * 0x01000193;
    }
    return hash;
  }
}
