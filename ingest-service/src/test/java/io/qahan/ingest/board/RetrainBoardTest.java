package io.qahan.ingest.board;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.qahan.schemas.avro.RetrainCause;
import io.qahan.schemas.avro.RetrainStage;
import io.qahan.schemas.avro.RetrainStep;
import io.qahan.schemas.codec.Codec;
import io.qahan.schemas.codec.Codecs;
import io.qahan.schemas.topic.TopicNames;
import io.qahan.schemas.topic.Topics;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class RetrainBoardTest {
  private final Codec<RetrainStep> codec =
      Codecs.singleObject(new TopicNames("t.")).of(Topics.RETRAININGS);
  private final RetrainBoard board = new RetrainBoard("mnist", codec);

  @Test
  void shouldTellTheStepsOfItsModelOldestFirst() {
    take("mnist", step(RetrainStage.BEGAN, 1).build());
    take("other", step(RetrainStage.FAILED, 2).build());
    take(
        "mnist",
        step(RetrainStage.PROMOTED, 3)
            .setCandidate("ab")
            .setImages(900)
            .setServingAccuracy(0.75)
            .setCandidateAccuracy(0.95)
            .setRelease(2L)
            .build());

    assertThat(board.steps())
        .extracting(RetrainBoard.Step::stage)
        .containsExactly("BEGAN", "PROMOTED");
    RetrainBoard.Step last = board.last().orElseThrow();
    assertThat(last.at()).isEqualTo(3_000);
    assertThat(last.cause()).isEqualTo("DRIFT");
    assertThat(last.images()).isEqualTo(900);
    assertThat(last.candidateAccuracy()).isEqualTo(0.95);
    assertThat(last.release()).isEqualTo(2);
  }

  @Test
  void shouldPassOverWhatItCannotRead() {
    board.accept(record("mnist", new byte[] {5}));
    board.accept(record("mnist", null));

    assertThat(board.last()).isEmpty();
  }

  @Test
  void shouldKeepABoundedNumberOfStepsAndOfLetters() {
    for (int i = 0; i < 500; i++) {
      take("mnist", step(RetrainStage.FAILED, i).setReason("x".repeat(10_000)).build());
    }

    assertThat(board.steps())
        .hasSize(100)
        .last()
        .extracting(RetrainBoard.Step::at)
        .isEqualTo(499_000L);
    assertThat(board.last().orElseThrow().reason()).hasSize(301);
  }

  private void take(String model, RetrainStep step) {
    board.accept(record(model, codec.encode(step)));
  }

  private static RetrainStep.Builder step(RetrainStage stage, long second) {
    return RetrainStep.newBuilder()
        .setRetraining("1")
        .setStage(stage)
        .setCause(RetrainCause.DRIFT)
        .setIssuedAt(Instant.ofEpochSecond(second));
  }

  private static ConsumerRecord<byte[], byte[]> record(String key, byte[] value) {
    return new ConsumerRecord<>("t.retrainings.v1", 0, 0, key.getBytes(UTF_8), value);
  }
}
