package io.qahan.worker;

import io.qahan.qubo.kernel.Solution;
import io.qahan.qubo.mask.Mask;
import io.qahan.qubo.mask.MaskProblem;
import io.qahan.schemas.avro.MaskResult;
import io.qahan.schemas.codec.LittleEndian;
import io.qahan.worker.chain.ChainAnswer;
import io.qahan.worker.chain.MaskJob;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;

/** Writes down the answer to a request. */
final class Results {
  private static final double NANOS_PER_MILLI = 1e6;

  private Results() {}

  /**
   * @param queued how long the request had waited in Kafka when its solve began
   * @param worker who answers
   */
  static MaskResult of(MaskJob job, ChainAnswer answer, Duration queued, String worker) {
    MaskProblem problem = job.problem();
    Solution<Mask> solution = answer.solution();
    return MaskResult.newBuilder()
        .setMask(ByteBuffer.wrap(solution.answer().toBytes()))
        .setShape(List.of(problem.n(), problem.d()))
        .setKeptValues(keptValues(problem, solution.answer()))
        .setEnergy(solution.energy())
        .setAttentionEnergy(problem.attentionEnergy(solution.answer()))
        .setLowerBound(
            solution.lowerBound().isPresent() ? solution.lowerBound().getAsDouble() : null)
        .setGreedyEnergy(job.greedyEnergy())
        .setSolver(solution.solver())
        .setOutcome(answer.outcome())
        .setQueuedMillis(queued.toNanos() / NANOS_PER_MILLI)
        .setSolveMillis(solution.solveNanos() / NANOS_PER_MILLI)
        .setConvVersion(job.convVersion())
        .setWorker(worker)
        .build();
  }

  private static ByteBuffer keptValues(MaskProblem problem, Mask mask) {
    int d = problem.d();
    int[] kept = mask.kept();
    float[] values = new float[kept.length * d];
    for (int i = 0; i < kept.length; i++) {
      System.arraycopy(problem.blocks(), kept[i] * d, values, i * d, d);
    }
    return LittleEndian.floats(values);
  }
}
