package io.qahan.dwave.clique;

import io.qahan.dwave.graph.WorkingGraph;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

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

  /**
   * A map that forgets, and no cache of a library: those compute a value under a lock that other
   * keys may share, for seconds here, and forget what failed, where a refusal is to be remembered.
   */
  private final Map<CliqueKey, CompletableFuture<Embedding>> known =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(
            Map.Entry<CliqueKey, CompletableFuture<Embedding>> eldest) {
          return size() > KEPT;
        }
      };

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
    CompletableFuture<Embedding> mine = new CompletableFuture<>();
    CompletableFuture<Embedding> first;
    synchronized (known) {
      first = known.putIfAbsent(key, mine);
    }
    if (first == null) {
      compute(key, graph, mine);
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

  private void compute(CliqueKey key, WorkingGraph graph, CompletableFuture<Embedding> result) {
    try {
      Optional<Embedding> stored = files.flatMap(f -> f.read(key, graph));
      Embedding embedding =
          stored.orElseGet(() -> new CliqueSearch(graph, SEED).find(key.variables()));
      EmbeddingCheck.cliqueFault(embedding, graph)
          .ifPresent(
              fault -> {
                throw new IllegalStateException("clique embedding for %s: ".formatted(key) + fault);
              });
      if (stored.isEmpty()) {
        files.ifPresent(f -> f.write(key, embedding));
      }
      result.complete(embedding);
    } catch (CliqueTooLargeException e) {
      result.completeExceptionally(e);
    } catch (RuntimeException | Error e) {
      synchronized (known) {
        known.remove(key, result);
      }
      result.completeExceptionally(e);
    }
  }
}
