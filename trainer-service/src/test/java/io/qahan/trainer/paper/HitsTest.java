package io.qahan.trainer.paper;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.qahan.trainer.paper.history.Hits;
import io.qahan.trainer.paper.history.LastScores;
import io.qahan.trainer.paper.network.Score;
import org.junit.jupiter.api.Test;

class HitsTest {
  private static final Hits ONE = Hits.of(new boolean[] {true, false, true, true, false});
  private static final Hits OTHER = Hits.of(new boolean[] {true, true, false, false, false});

  @Test
  void shouldCountWhatOneGotRightAlone() {
    assertThat(ONE.without(OTHER)).isEqualTo(2);
    assertThat(OTHER.without(ONE)).isEqualTo(1);
  }

  @Test
  void shouldGoThroughAHistoryAndMayBeMissing() throws Exception {
    JsonMapper json = JsonMapper.builder().build();
    Score score = new Score(0.1, 0.9);
    LastScores last = new LastScores(score, score, ONE);
    assertThat(json.readValue(json.writeValueAsString(last), LastScores.class)).isEqualTo(last);
    LastScores old = new LastScores(score, score);
    assertThat(json.writeValueAsString(old)).doesNotContain("hits");
    assertThat(json.readValue(json.writeValueAsString(old), LastScores.class)).isEqualTo(old);
  }
}
