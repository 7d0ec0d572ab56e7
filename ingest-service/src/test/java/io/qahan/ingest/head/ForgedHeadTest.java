package io.qahan.ingest.head;

import static org.assertj.core.api.Assertions.assertThat;

import io.qahan.schemas.avro.FcHead;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

/** Heads that decode, and that no trainer has published. */
class ForgedHeadTest {
  private static final HeadShape SHAPE = new HeadShape(2, 4, "c");

  @Property(tries = 500)
  void isTakenUpOrRefusedWhateverItSays(
      @ForAll long version,
      @ForAll long parent,
      @ForAll long restored,
      @ForAll long steps,
      @ForAll long drift,
      @ForAll double loss,
      @ForAll @Size(max = 3) List<Integer> shape,
      @ForAll @Size(max = 50) byte[] weights,
      @ForAll String text) {
    FcHead forged =
        FcHead.newBuilder(Head.untrained(SHAPE).toRecord())
            .setVersion(version)
            .setParent(parent)
            .setRestoredFrom(restored)
            .setShape(shape)
            .setWeights(ByteBuffer.wrap(weights))
            .setConvVersion(text)
            .setSteps(steps)
            .setPrequentialLoss(loss)
            .setLastDrift(drift)
            .setPublishedAt(Instant.ofEpochMilli(version))
            .build();
    LiveHead live = new LiveHead(Head.untrained(SHAPE));
    boolean taken;
    try {
      taken = live.offer(forged);
    } catch (HeadRefusedException e) {
      taken = false;
    }
    assertThat(live.current().version()).isEqualTo(taken ? version : 0);
  }

  @Property
  void aHeadThatRepeatsItselfOrANewerOneIsRefused(@ForAll long version, @ForAll long restored) {
    FcHead forged =
        FcHead.newBuilder(Head.untrained(SHAPE).toRecord())
            .setVersion(version)
            .setParent(-1)
            .setRestoredFrom(restored)
            .build();
    try {
      Head head = Head.of(forged);
      assertThat(head.lineage().restoredFrom().orElseThrow()).isBetween(0L, version - 1);
    } catch (HeadRefusedException e) {
      assertThat(e.fault()).isEqualTo(HeadFault.BAD_VERSION);
    }
  }
}
