package io.qahan.worker.source;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class UncommittedRequestsTest {
  @Test
  void shouldBeTakenUnlessASolverMayBePaidForThem() {
    assertThat(UncommittedRequests.AUTO.taken(false)).isTrue();
    assertThat(UncommittedRequests.AUTO.taken(true)).isFalse();
  }

  @Test
  void shouldBeTakenOrNotAsTheUserSays() {
    assertThat(UncommittedRequests.ON.taken(true)).isTrue();
    assertThat(UncommittedRequests.OFF.taken(false)).isFalse();
  }
}
