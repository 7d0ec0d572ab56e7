package io.qahan.ingest.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.qahan.ingest.head.Head;
import io.qahan.ingest.head.HeadLineage;
import io.qahan.ingest.head.HeadProgress;
import io.qahan.ingest.head.HeadShape;
import io.qahan.schemas.avro.LabelCandidate;
import io.qahan.schemas.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the topology sends to label-candidates beside the predictions. */
class LabelCandidatesTest {
  private final TopologyFixture ingest = new TopologyFixture();

  @AfterEach
  void close() {
    ingest.close();
  }

  @Test
  void shouldSendAnAnswerInDoubtAfterItsPrediction() throws Exception {
    serveHeadThatHesitates(0.1f);
    answered("a");

    assertThat(ingest.predictions()).hasSize(1);
    var record = ingest.records(ingest.names.of(Topics.LABEL_CANDIDATES)).get(0);
    assertThat(record.key()).isEqualTo("a".getBytes(StandardCharsets.UTF_8));
    LabelCandidate candidate = ingest.codecs.of(Topics.LABEL_CANDIDATES).decode(record.value());
    assertThat(candidate.getPredicted()).isEqualTo(2);
    assertThat(candidate.getPredictedName()).isEqualTo("2");
    assertThat(candidate.getRunnerUp()).isEqualTo(1);
    assertThat(candidate.getRunnerUpName()).isEqualTo("1");
    assertThat(candidate.getMargin())
        .isPositive()
        .isLessThan(0.1)
        .isCloseTo(candidate.getProbability() - candidate.getRunnerUpProbability(), within(1e-12));
    assertThat(candidate.getHeadVersion()).isEqualTo(1);
    assertThat(candidate.getPredictedAt()).isEqualTo(TopologyFixture.START.plusSeconds(2));
  }

  @Test
  void shouldSendNothingThatIsSureAndNothingOfAHeadThatKnowsNothing() throws Exception {
    answered("untrained");
    serveHeadThatHesitates(4);
    answered("sure");

    assertThat(ingest.predictions()).hasSize(2);
    assertThat(ingest.values(Topics.LABEL_CANDIDATES)).isEmpty();
  }

  @Test
  void shouldSendNoMoreInASecondThanIsAllowedAndEveryPrediction() throws Exception {
    serveHeadThatHesitates(0.1f);
    for (int i = 0; i < 10; i++) {
      ingest.sendImage("image " + i);
    }
    ingest.advance(TopologyFixture.DEADLINE);
    assertThat(ingest.predictions()).hasSize(10);
    assertThat(ingest.values(Topics.LABEL_CANDIDATES)).hasSize(2);

    ingest.advance(Duration.ofSeconds(1));
    answered("later");
    assertThat(ingest.values(Topics.LABEL_CANDIDATES)).hasSize(1);
  }

  @Test
  void shouldAskOnceAboutImagesThatAreAlike() throws Exception {
    serveHeadThatHesitates(0.1f);
    for (String id : new String[] {"frame 1", "frame 2"}) {
      ingest.send(
          Topics.IMAGES, id, TopologyFixture.image(TopologyFixture.png("camera".hashCode()), null));
      ingest.advance(TopologyFixture.DEADLINE);
    }

    assertThat(ingest.predictions()).hasSize(2);
    assertThat(ingest.values(Topics.LABEL_CANDIDATES)).hasSize(1);
  }

  private void answered(String id) {
    ingest.sendImage(id);
    ingest.advance(TopologyFixture.DEADLINE);
  }

  /** The best class leads by so much of a logit, whatever the image. */
  private void serveHeadThatHesitates(float lead) throws Exception {
    HeadShape shape = TopologyFixture.headShape();
    float[] weights = new float[shape.weights()];
    int biases = shape.classes() * shape.features();
    weights[biases + 1] = 3;
    weights[biases + 2] = 3 + lead;
    ingest.live.offer(
        Head.of(
            shape,
            new HeadLineage(1, 0, OptionalLong.empty()),
            new HeadProgress(1, 32, 0, 0.5, 0.9, TopologyFixture.START, OptionalLong.empty()),
            weights));
  }
}
