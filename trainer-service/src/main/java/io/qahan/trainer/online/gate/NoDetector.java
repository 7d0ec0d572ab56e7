package io.qahan.trainer.online.gate;

import io.qahan.schemas.avro.DriftState;
import java.util.Optional;

/** Notices nothing. */
final class NoDetector implements DriftDetector {
  @Override
  public boolean add(boolean wrong) {
    return false;
  }

  @Override
  public double statistic() {
    return 0;
  }

  @Override
  public long since() {
    return 0;
  }

  @Override
  public void reset() {
    // has seen nothing
  }

  @Override
  public Optional<DriftState> state() {
    return Optional.empty();
  }
}
