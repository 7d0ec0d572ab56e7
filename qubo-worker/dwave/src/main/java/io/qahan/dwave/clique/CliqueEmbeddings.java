package io.qahan.dwave.clique;

import io.qahan.dwave.graph.WorkingGraph;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/**
 * Clique embeddings, each computed once: kept in memory (the latest {@value #KEPT}, refusals too)
 * and, if there is a directory, on disk for the next start. Every embedding is held against the
 * working graph before it is handed out for the first time, wherever it comes from.
 *
 * <p>Thread safe: who asks for what is being computed waits for it, others do not. Ask once at the
 * start for the sizes in use, so that no request waits.
 */
public final class CliqueEmbeddings {
  private static final int KEPT = 512;

  /** Of the random choices; fixed, so that every worker finds the same embedding. */
  private static final long SEED = 1;

  private final Optional<CliqueFiles> files;

  private final Map<CliqueKey, CompletableFuture<Embedding>> known = forgetful();
  private final Map<CliqueKey, CompletableFuture<List<Embedding>>> tilings = forgetful();

  /**
   * A map that forgets, and no cache of a library: those compute a value under a lock that other
   * keys may share, for seconds here, and forget what failed, where a refusal is to be remembered.
   */
  private static <T> Map<CliqueKey, CompletableFuture<T>> forgetful() {
    return new LinkedHashMap<>(16, 0.75f, true) {
      private static final long serialVersionUID = 1;

      @Override
      protected boolean removeEldestEntry(Map.Entry<CliqueKey, CompletableFuture<T>> eldest) {
        return size() > KEPT;
      }
    };
  }

  private CliqueEmbeddings(Optional<CliqueFiles> files) {
    this.files = files;
  }

  public static CliqueEmbeddings inMemory() {
    return new CliqueEmbeddings(Optional.empty());
  }

  /**
   * With files in a directory, which is made when the first one is written. Files that cannot be
   * read or written cost a computation, nothing else.
   */
  public static CliqueEmbeddings inDirectory(Path directory) {
    return new CliqueEmbeddings(Optional.of(new CliqueFiles(directory)));
  }

  /**
   * The embedding of that many variables in this graph, chains ascending by length.
   *
   * @param graph the working graph that the key's graph id stands for
   * @throws CliqueTooLargeException if none is found; it says what size there is
   */
  public Embedding find(CliqueKey key, WorkingGraph graph) {
    return once(known, key, graph, () -> compute(key, graph));
  }

  /**
   * As many embeddings of that many variables as were found to fit into this graph side by side,
   * disjoint, one at least, chains ascending by length: a chip solves a problem on each of them in
   * one programming. Their chains may be a qubit longer than those of {@link #find}. Kept in memory
   * only; the first time takes seconds on the largest chips.
   *
   * @param graph the working graph that the key's graph id stands for
   * @throws CliqueTooLargeException if there is room for none
   */
  public List<Embedding> sideBySide(CliqueKey key, WorkingGraph graph) {
    Embedding alone = find(key, graph);
    return once(tilings, key, graph, () -> tiling(alone, graph));
  }

  private static List<Embedding> tiling(Embedding alone, WorkingGraph graph) {
    List<Embedding> tiles =
        new CliqueTiling(graph, alone.variables()).find(alone.maxChainLength() + 1);
    if (tiles.size() < 2) {
      return List.of(alone);
    }
    tiles.forEach(tile -> check(tile, graph));
    Embedding.beside(tiles); // throws if one takes a qubit of another
    return List.copyOf(tiles);
  }

  private static void check(Embedding embedding, WorkingGraph graph) {
    EmbeddingCheck.cliqueFault(embedding, graph)
        .ifPresent(
            fault -> {
              throw new IllegalStateException(
                  "clique embedding of %s: ".formatted(embedding) + fault);
            });
  }

  private static <T> T once(
      Map<CliqueKey, CompletableFuture<T>> results,
      CliqueKey key,
      WorkingGraph graph,
      Supplier<T> computation) {
    CompletableFuture<T> mine = new CompletableFuture<>();
    CompletableFuture<T> first;
    synchronized (results) {
      first = results.putIfAbsent(key, mine);
    }
    if (first == null) {
      try {
        mine.complete(computation.get());
      } catch (CliqueTooLargeException e) {
        mine.completeExceptionally(e);
      } catch (RuntimeException | Error e) {
        synchronized (results) {
          results.remove(key, mine);
        }
        mine.completeExceptionally(e);
      }
      first = mine;
    }
    try {
      return first.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof CliqueTooLargeException refusal) {
        throw new CliqueTooLargeException(key.variables(), refusal.largest(), graph.toString());
      }
      throw e;
    }
  }

  private Embedding compute(CliqueKey key, WorkingGraph graph) {
    Optional<Embedding> stored = files.flatMap(f -> f.read(key, graph));
    Embedding embedding =
        stored.orElseGet(() -> new CliqueSearch(graph, SEED).find(key.variables()));
    check(embedding, graph);
    if (stored.isEmpty()) {
      files.ifPresent(f -> f.write(key, embedding));
    }
    return embedding;
  }
}
