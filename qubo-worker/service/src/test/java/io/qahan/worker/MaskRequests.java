package io.qahan.worker;

import io.qahan.qubo.mask.Mask;
import io.qahan.qubo.mask.MaskProblem;
import io.qahan.qubo.mask.Objective;
import io.qahan.schemas.avro.MaskObjective;
import io.qahan.schemas.avro.MaskRequest;
import io.qahan.schemas.codec.Codec;
import io.qahan.schemas.codec.Codecs;
import io.qahan.schemas.codec.LittleEndian;
import io.qahan.schemas.topic.TopicNames;
import io.qahan.schemas.topic.Topics;
import io.qahan.worker.chain.MaskJob;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** A small request whose greedy mask is not the best one, and ways to spoil it. */
public final class MaskRequests {
  public static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
  static final TopicNames NAMES = new TopicNames("t.");
  static final Codecs CODECS = Codecs.singleObject(NAMES);
  static final Codec<MaskRequest> CODEC = CODECS.of(Topics.MASK_REQUESTS);

  private static final float[] BLOCKS = {3, 1, 0, 2};
  private static final int K = 2;

  private MaskRequests() {}

  /** Four blocks of one value, of which two are to be kept; 0 and 3 are best, 1 and 3 are given. */
  static MaskRequest.Builder builder() {
    return MaskRequest.newBuilder()
        .setBlocks(LittleEndian.floats(BLOCKS))
        .setShape(List.of(BLOCKS.length, 1))
        .setObjective(MaskObjective.SALIENT)
        .setLambda1(1)
        .setLambda2(1)
        .setK(K)
        .setSeed(7)
        .setCreatedAt(NOW.minusMillis(30))
        .setDeadline(NOW.plusSeconds(2))
        .setConvVersion("conv-1")
        .setGreedyMask(ByteBuffer.wrap(Mask.of(4, 1, 3).toBytes()))
        .setGreedyEnergy(problem().energy(Mask.of(4, 1, 3)));
  }

  public static MaskProblem problem() {
    return MaskProblem.of(BLOCKS, BLOCKS.length, 1, Objective.SALIENT, 1, 1, K);
  }

  public static MaskJob job(Instant deadline) {
    Mask greedy = Mask.of(4, 1, 3);
    return new MaskJob(
        problem(),
        greedy,
        problem().energy(greedy),
        7,
        Duration.between(NOW, deadline),
        "conv-1",
        NOW);
  }
}
