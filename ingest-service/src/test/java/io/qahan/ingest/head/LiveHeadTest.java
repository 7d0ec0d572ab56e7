package io.qahan.ingest.head;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.qahan.schemas.avro.FcHead;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class LiveHeadTest {

  private static final HeadShape SHAPE = new HeadShape(2, 3, "conv-1");

  private final LiveHead live = new LiveHead(Head.untrained(SHAPE));

  @Test
  void shouldServeTheNewerHead() throws Exception {
    assertThat(live.offer(head(SHAPE, 1).toRecord())).isTrue();
    assertThat(live.current().version()).isEqualTo(1);
    assertThat(live.offer(head(SHAPE, 5))).as("versions may be skipped").isTrue();
    assertThat(live.current().version()).isEqualTo(5);
  }

  @Test
  void shouldKeepTheHeadWhenAnOlderOneOrItselfIsOffered() throws Exception {
    live.offer(head(SHAPE, 4));
    Head serving = live.current();
    assertThat(live.offer(head(SHAPE, 3))).isFalse();
    assertThat(live.offer(head(SHAPE, 4))).isFalse();
    assertThat(live.current()).isSameAs(serving);
  }

  @Test
  void shouldKeepTheLastGoodHeadWhenAWrongOneIsOffered() throws Exception {
    live.offer(head(SHAPE, 2));
    Head serving = live.current();
    FcHead badHash = FcHead.newBuilder(head(SHAPE, 3).toRecord()).setSha256("0").build();
    assertThat(fault(badHash)).isEqualTo(HeadFault.BAD_HASH);
    assertThat(fault(head(new HeadShape(2, 4, "conv-1"), 3).toRecord()))
        .isEqualTo(HeadFault.WRONG_SHAPE);
    assertThat(fault(head(new HeadShape(3, 3, "conv-1"), 3).toRecord()))
        .isEqualTo(HeadFault.WRONG_SHAPE);
    assertThat(fault(head(new HeadShape(2, 3, "conv-2"), 3).toRecord()))
        .isEqualTo(HeadFault.WRONG_CONV_VERSION);
    assertThat(live.current()).isSameAs(serving);
  }

  @Test
  void shouldEndWithTheNewestWhenThreadsOfferAtOnce() throws Exception {
    List<Head> heads = new ArrayList<>();
    for (int version = 1; version <= 200; version++) {
      heads.add(head(SHAPE, version));
    }
    Collections.shuffle(heads, new Random(1));
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Callable<Boolean>> offers = new ArrayList<>();
      for (Head head : heads) {
        offers.add(() -> live.offer(head));
      }
      for (Future<Boolean> offer : threads.invokeAll(offers)) {
        offer.get();
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(live.current().version()).isEqualTo(200);
  }

  private HeadFault fault(FcHead record) {
    HeadRefusedException refused =
        catchThrowableOfType(HeadRefusedException.class, () -> live.offer(record));
    return refused == null ? null : refused.fault();
  }

  private static Head head(HeadShape shape, long version) throws HeadRefusedException {
    float[] weights = new float[shape.weights()];
    weights[0] = version;
    HeadLineage lineage = new HeadLineage(version, version - 1, OptionalLong.empty());
    return Head.of(shape, lineage, HeadProgress.NONE, weights);
  }
}
