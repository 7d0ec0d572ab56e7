package io.qahan.deploy.bench;

import io.qahan.dwave.clique.CliqueEmbeddings;
import io.qahan.dwave.clique.CliqueKey;
import io.qahan.dwave.clique.CliqueTooLargeException;
import io.qahan.dwave.graph.Topology;
import io.qahan.dwave.graph.WorkingGraph;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * How long the largest clique of a chip takes to embed: on a whole chip, on one that lacks qubits
 * (asked for the whole chip's clique first, as a user does who does not know better), and from the
 * cache. In the order of the rows, so the first pays for a cold JVM.
 */
final class EmbeddingTiming {
  private static final double YIELD = 0.97;
  private static final int SEED = 1;

  private EmbeddingTiming() {}

  static List<DWaveRow> rows(String topology, int largest) {
    WorkingGraph whole = Topology.parse(topology).fullYield();
    WorkingGraph damaged = whole.withYield(YIELD, 1, new Random(SEED));
    CliqueEmbeddings embeddings = CliqueEmbeddings.inMemory();
    CliqueKey key = new CliqueKey(topology, "whole", largest);
    double first = seconds(() -> embeddings.find(key, whole));
    double again = seconds(() -> embeddings.find(key, whole));
    int[] fits = {0};
    double lacking = seconds(() -> fits[0] = largest(embeddings, topology, damaged, largest));
    return List.of(
        new DWaveRow(
            String.format(Locale.ROOT, "K_%d on %s, whole", largest, topology), first, "s", "2 s"),
        new DWaveRow("the same from the cache", 1e3 * again, "ms", "1 ms"),
        new DWaveRow(
            String.format(
                Locale.ROOT, "K_%d refused and K_%d found, 97 %% of the qubits", largest, fits[0]),
            lacking,
            "s",
            "5 s"));
  }

  private static int largest(
      CliqueEmbeddings embeddings, String topology, WorkingGraph graph, int wanted) {
    try {
      embeddings.find(new CliqueKey(topology, "damaged", wanted), graph);
      return wanted;
    } catch (CliqueTooLargeException e) {
      embeddings.find(new CliqueKey(topology, "damaged", e.largest()), graph);
      return e.largest();
    }
  }

  private static double seconds(Runnable work) {
    long begin = System.nanoTime();
    work.run();
    return (System.nanoTime() - begin) / 1e9;
  }
}
