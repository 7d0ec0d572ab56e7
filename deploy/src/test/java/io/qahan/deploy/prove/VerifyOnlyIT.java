package io.qahan.deploy.prove;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.qahan.deploy.CommandRun;
import io.qahan.deploy.operate.Brokers;
import io.qahan.deploy.operate.OperatedCluster;
import io.qahan.deploy.pipeline.send.LabelTiming;
import io.qahan.deploy.pipeline.send.StreamPlan;
import io.qahan.deploy.pipeline.service.RunningService;
import io.qahan.deploy.stream.BackgroundStream;
import io.qahan.schemas.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class VerifyOnlyIT {
  private static final int IMAGES = 80;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @RegisterExtension final OperatedCluster cluster = new OperatedCluster();

  @Test
  void shouldJudgeWhatTopicsHoldAndChangeNothing(@TempDir Path state) throws Exception {
    Path json = state.resolve("verdict.json");
    var given = cluster.given().with("streams.state.dir", state.resolve("streams").toString());
    try (RunningService ingest = RunningService.ingest(given.load());
        RunningService worker = RunningService.worker(given.load());
        RunningService trainer = RunningService.trainer(given.load());
        BackgroundStream stream =
            BackgroundStream.start(
                "verified",
                given.load(),
                new StreamPlan(IMAGES, 100, new LabelTiming.After(Duration.ofMillis(50)), 0))) {
      assertThat(stream.await().predictions()).isEqualTo(IMAGES);
      await()
          .atMost(PATIENCE)
          .until(
              () -> {
                CommandRun run = verify("--json=" + json);
                return run.exitCode() == 0
                    && run.out().contains("Every promise was kept.")
                    && verdict(json).at("/training/trained").asInt() == IMAGES;
              });
      assertThat(ingest.health().get().live() && worker.health().get().live()).isTrue();
      assertThat(trainer.health().get().live()).isTrue();
    }
    assertThat(verdict(json).at("/images/accepted").asInt()).isEqualTo(IMAGES);
    assertThat(verdict(json).at("/breaches")).isEmpty();
    Set<String> groups = groups();
    Set<String> topics = topics();

    repeatAnAnswer();
    CommandRun found = verify();

    assertThat(found.exitCode()).isEqualTo(1);
    assertThat(found.out()).contains("BROKEN, twice: verified-", "2 answers and 0 letters");
    assertThat(groups()).isEqualTo(groups);
    assertThat(topics()).isEqualTo(topics);
  }

  private CommandRun verify(String... more) {
    String[] command = new String[more.length + 3];
    System.arraycopy(new String[] {"prove", "--verify-only", "--settle=0s"}, 0, command, 0, 3);
    System.arraycopy(more, 0, command, 3, more.length);
    return cluster.run(command);
  }

  private static JsonNode verdict(Path json) throws java.io.IOException {
    return JsonMapper.builder().build().readTree(json.toFile());
  }

  private void repeatAnAnswer() throws ExecutionException, InterruptedException {
    String predictions = cluster.names().of(Topics.PREDICTIONS);
    ConsumerRecord<byte[], byte[]> answer = cluster.read(predictions).get(0);
    assertThat(new String(answer.key(), StandardCharsets.UTF_8)).startsWith("verified-");
    try (Producer<byte[], byte[]> producer = new Brokers(cluster.settings()).producer()) {
      producer.send(new ProducerRecord<>(predictions, answer.key(), answer.value())).get();
    }
  }

  private Set<String> groups() throws ExecutionException, InterruptedException {
    try (Admin admin = cluster.brokers().admin()) {
      return Brokers.groupStates(admin).keySet();
    }
  }

  private Set<String> topics() throws ExecutionException, InterruptedException {
    try (Admin admin = cluster.brokers().admin()) {
      return admin.listTopics().names().get();
    }
  }
}
