package io.qahan.deploy.bench;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.management.ThreadMXBean;
import io.qahan.dwave.file.BqmStream;
import io.qahan.dwave.graph.Topology;
import io.qahan.dwave.graph.WorkingGraph;
import io.qahan.dwave.qpu.QpuProblem;
import io.qahan.dwave.sample.QpAnswer;
import io.qahan.qubo.mask.MaskProblem;
import io.qahan.qubo.mask.Objective;
import io.qahan.qubo.model.MaskRows;
import io.qahan.qubo.model.Vartype;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** What it takes to write problems and to read answers; medians after a warm-up. */
final class CodecTiming {
  private static final int WARM_UP = 300;
  private static final int RUNS = 200;
  private static final int READS = 100;
  private static final int BLOCKS = 3136;
  private static final int FILES = 5;
  private static final int SEED = 1;

  private CodecTiming() {}

  static List<DWaveRow> rows() throws IOException {
    WorkingGraph graph = Topology.parse("pegasus:16").fullYield();
    QpuProblem problem = problem(graph);
    ObjectNode answer = answer(graph);
    return List.of(
        new DWaveRow(
            String.format(
                Locale.ROOT,
                "qp encoding, %d qubits and %d couplers",
                graph.qubitCount(),
                graph.couplerCount()),
            medianMillis(problem::encode),
            "ms",
            "2 ms"),
        new DWaveRow(
            String.format(Locale.ROOT, "qp decoding, %d reads of them", READS),
            medianMillis(() -> QpAnswer.decode(answer, Vartype.SPIN, 0)),
            "ms",
            ""),
        new DWaveRow(
            String.format(Locale.ROOT, "BQM file of a dense mask problem, n = %d, written", BLOCKS),
            megabytesPerSecond(),
            "MB/s",
            "400 MB/s"),
        new DWaveRow(
            "heap that writing it takes, garbage included",
            megabytesAllocated(),
            "MB",
            "below 64 MB"));
  }

  private static QpuProblem problem(WorkingGraph graph) {
    QpuProblem problem = new QpuProblem(graph);
    for (int position = 0; position < graph.qubitCount(); position++) {
      problem.addLinear(graph.qubit(position), 0.001 * position);
    }
    for (int coupler = 0; coupler < graph.couplerCount(); coupler++) {
      problem.addQuadratic(graph.from(coupler), graph.to(coupler), -0.001 * coupler);
    }
    return problem;
  }

  /** Random reads on all qubits, as a QPU answers in raw mode. */
  private static ObjectNode answer(WorkingGraph graph) {
    int qubits = graph.qubitCount();
    byte[] solutions = new byte[READS * ((qubits + 7) / 8)];
    new Random(SEED).nextBytes(solutions);
    ByteBuffer active = ByteBuffer.allocate(qubits * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int position = 0; position < qubits; position++) {
      active.putInt(graph.qubit(position));
    }
    Base64.Encoder base64 = Base64.getEncoder();
    return JsonNodeFactory.instance
        .objectNode()
        .put("active_variables", base64.encodeToString(active.array()))
        .put("energies", base64.encodeToString(new byte[READS * Double.BYTES]))
        .put("solutions", base64.encodeToString(solutions));
  }

  private static double medianMillis(Runnable work) {
    for (int i = 0; i < WARM_UP; i++) {
      work.run();
    }
    double[] millis = new double[RUNS];
    for (int i = 0; i < RUNS; i++) {
      long begin = System.nanoTime();
      work.run();
      millis[i] = (System.nanoTime() - begin) / 1e6;
    }
    Arrays.sort(millis);
    return millis[RUNS / 2];
  }

  /** The best of a few files, none of which is kept anywhere. */
  private static double megabytesPerSecond() throws IOException {
    BqmStream file = denseFile();
    double best = 0;
    for (int i = 0; i < FILES; i++) {
      long begin = System.nanoTime();
      file.writeTo(OutputStream.nullOutputStream());
      best = Math.max(best, file.length() / 1e6 / ((System.nanoTime() - begin) / 1e9));
    }
    return best;
  }

  /** What the thread that writes a file allocates, from the blocks on. */
  private static double megabytesAllocated() throws IOException {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    denseFile().writeTo(OutputStream.nullOutputStream());
    return (threads.getCurrentThreadAllocatedBytes() - before) / 1e6;
  }

  private static BqmStream denseFile() {
    float[] blocks = new float[BLOCKS];
    Random random = new Random(SEED);
    for (int i = 0; i < BLOCKS; i++) {
      blocks[i] = (float) random.nextGaussian();
    }
    return new BqmStream(
        new MaskRows(MaskProblem.of(blocks, BLOCKS, 1, Objective.SALIENT, 1, 1, 100)));
  }
}
