package io.qahan.schemas.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AbandonedTransactionsTest {
  private static final String GROUP = "qahan.ingest";
  private static final String DEAD = "qahan.ingest-p1-1@qahan.ingest-m-a-StreamThread-1";
  private static final String ALIVE = "qahan.ingest-p2-1@qahan.ingest-m-b-StreamThread-1";
  private static final Set<String> MEMBERS = Set.of("qahan.ingest-m-b-StreamThread-1-consumer");

  @Test
  void shouldNameTheThreadInItsTransactionalId() {
    Map<String, Object> named =
        AbandonedTransactions.naming(
            Map.of(
                "transactional.id", "qahan.ingest-p2-1",
                "client.id", "qahan.ingest-m-b-StreamThread-1-producer",
                "acks", "all"));

    assertThat(named).containsEntry("transactional.id", ALIVE).containsEntry("acks", "all");
  }

  @Test
  void shouldLeaveAProducerWithoutTransactionsAsItIs() {
    Map<String, Object> config = Map.of("client.id", "x-producer");

    assertThat(AbandonedTransactions.naming(config)).isEqualTo(config);
  }

  @Test
  void shouldFindWhatIsOfNoMember() {
    assertThat(AbandonedTransactions.ofNoMember(GROUP, List.of(DEAD, ALIVE), MEMBERS))
        .containsExactly(DEAD);
    assertThat(AbandonedTransactions.ofNoMember(GROUP, List.of(DEAD, ALIVE), Set.of()))
        .containsExactly(DEAD, ALIVE);
  }

  @Test
  void shouldLeaveOthersTransactionsAlone() {
    assertThat(
            AbandonedTransactions.ofNoMember(
                GROUP,
                List.of(
                    "qahan.ingest-p3-1", // of a version that named no thread
                    "qahan.trainer-join-p4-1@qahan.trainer-join-m-c-StreamThread-1",
                    "qahan.ingest2-p5-1@qahan.ingest2-m-d-StreamThread-1",
                    "shop-orders@1"),
                MEMBERS))
        .isEmpty();
  }

  @Test
  void shouldKnowAMemberByItsThreadAlone() {
    String second = DEAD.replace("StreamThread-1", "StreamThread-2");

    assertThat(
            AbandonedTransactions.ofNoMember(
                GROUP, List.of(DEAD, second), Set.of("qahan.ingest-m-a-StreamThread-1-consumer")))
        .containsExactly(second);
  }
}
