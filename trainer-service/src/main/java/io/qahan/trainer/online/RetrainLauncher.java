package io.qahan.trainer.online;

import java.io.IOException;
import java.util.Optional;

/**
 * Starts retrainings, each in a process of its own that takes up the one that is due ({@code qahan
 * retrain --due}). The process may outlive this one. Thread safe.
 */
interface RetrainLauncher {
  /** The candidate was not better: an end like another. */
  int NOT_BETTER = 3;

  /** Another process retrains the model. */
  int TAKEN = 4;

  /** Why none can be started from here; empty if one can. */
  Optional<String> obstacle();

  /** Starts one, unless one that was started here still runs. */
  void start() throws IOException;

  /** Whether one that was started here still runs. */
  boolean isRunning();

  /** How the last one ended that was started here, which does not run; 0 before there was one. */
  int exitCode();

  /** What it said last, for people. */
  String lastWords();
}
