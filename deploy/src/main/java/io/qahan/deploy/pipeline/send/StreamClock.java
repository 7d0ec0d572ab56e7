package io.qahan.deploy.pipeline.send;

import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** The time a stream runs by. */
public interface StreamClock {
  /** The machine's. */
  StreamClock SYSTEM =
      new StreamClock() {
        @Override
        public Instant now() {
          return Instant.now();
        }

        @Override
        public void sleep(long nanos) throws InterruptedException {
          TimeUnit.NANOSECONDS.sleep(nanos);
        }
      };

  Instant now();

  /**
   * What the sender writes into a record for a time of this clock: the same, unless it is wrong.
   */
  default Instant written(Instant time) {
    return time;
  }

  void sleep(long nanos) throws InterruptedException;
}
