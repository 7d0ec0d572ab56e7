package io.qahan.schemas.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class OneModelTest {
  private static final String GROUP = "qahan.ingest";
  private static final String THREAD = "-StreamThread-1-consumer";

  @Test
  void shouldTellAnotherModelByItsClientId() {
    String ours = OneModel.clientId(GROUP, "digits") + THREAD;
    String other = OneModel.clientId(GROUP, "digits-2") + THREAD;

    assertThat(OneModel.otherThan("digits", GROUP, List.of(ours))).isEmpty();
    assertThat(OneModel.otherThan("digits", GROUP, List.of(ours, other))).contains("digits-2");
    assertThat(OneModel.otherThan("digits-2", GROUP, List.of(other, ours))).contains("digits");
  }

  @Test
  void shouldNotSuspectThoseThatDoNotSay() {
    String before = GROUP + "-3745718b-4527-42bf-8ad2-176432ff817e" + THREAD;
    assertThat(OneModel.otherThan("digits", GROUP, List.of(before, "chosen-by-an-operator", "")))
        .isEmpty();
  }
}
