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

  void sleep(long nanos) throws InterruptedException;
}
