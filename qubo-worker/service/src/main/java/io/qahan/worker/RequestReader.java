package io.qahan.worker;

import io.qahan.qubo.mask.Mask;
import io.qahan.qubo.mask.MaskProblem;
import io.qahan.qubo.mask.Objective;
import io.qahan.schemas.avro.MaskRequest;
import io.qahan.schemas.codec.Codec;
import io.qahan.schemas.codec.LittleEndian;
import io.qahan.schemas.topic.ImageId;
import io.qahan.schemas.topic.RejectedRecordException;
import io.qahan.worker.chain.MaskJob;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;

/** Reads mask requests and refuses those that nobody can answer. Thread safe. */
final class RequestReader {
  private final Codec<MaskRequest> codec;

  RequestReader(Codec<MaskRequest> codec) {
    this.codec = codec;
  }

  /**
   * Reads one request.
   *
   * @throws RejectedRecordException with the cause {@code bad-key}, {@code undecodable} or {@code
   *     bad-request}
   */
  MaskJob read(byte[] key, byte[] value) throws RejectedRecordException {
    ImageId.of(key);
    MaskRequest request = codec.decodeAt(AnswerOutbox.STAGE, value);
    try {
      return jobOf(request);
    } catch (IllegalArgumentException e) {
      throw new RejectedRecordException(AnswerOutbox.STAGE, "bad-request", e.getMessage(), e);
    }
  }

  private static MaskJob jobOf(MaskRequest request) {
    List<Integer> shape = request.getShape();
    if (shape.size() != 2) {
      throw new IllegalArgumentException("The shape " + shape + " must be rows n and columns d.");
    }
    MaskProblem chain =
        MaskProblem.of(
            LittleEndian.floats(request.getBlocks()),
            shape.get(0),
            shape.get(1),
            switch (request.getObjective()) {
              case LITERAL -> Objective.LITERAL;
              case SALIENT -> Objective.SALIENT;
            },
            request.getLambda1(),
            request.getLambda2(),
            request.getK());
    MaskProblem problem =
        request.getColumns() == 0 ? chain : chain.withColumns(request.getColumns());
    ByteBuffer bits = request.getGreedyMask();
    byte[] bytes = new byte[bits.remaining()];
    bits.duplicate().get(bytes);
    Mask greedy = Mask.fromBytes(bytes, problem.n());
    return new MaskJob(
        problem,
        greedy,
        problem.energy(greedy),
        request.getSeed(),
        Duration.between(request.getCreatedAt(), request.getDeadline()), // both of one clock
        request.getConvVersion(),
        request.getCreatedAt());
  }
}
