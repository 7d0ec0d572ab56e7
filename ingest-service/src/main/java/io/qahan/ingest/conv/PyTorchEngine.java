package io.qahan.ingest.conv;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts DJL's PyTorch engine once, offline and without telemetry. Everything of ours that touches
 * DJL goes through here, because both switches must be set before DJL's first class is used.
 */
public final class PyTorchEngine {

  private static final Logger LOG = LoggerFactory.getLogger(PyTorchEngine.class);

  static {
    setUnlessGiven("ai.djl.offline");
    setUnlessGiven("OPT_OUT_TRACKING");
  }

  private PyTorchEngine() {}

  private static void setUnlessGiven(String property) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, "true");
    }
  }

  /** A new root of native memory on the CPU; whoever asks for it closes it. */
  public static NDManager newManager() {
    return Started.ENGINE.newBaseManager(Device.cpu());
  }

  /** The engine, for the gradient collector of a training thread. */
  public static Engine engine() {
    return Started.ENGINE;
  }

  /**
   * Every Java thread that runs a convolution gets OpenMP workers of its own, which only the
   * environment can stop: with two of them beside another busy process rates collapse a
   * hundredfold.
   */
  static boolean oversubscribes(String ompNumThreads) {
    return ompNumThreads == null || !ompNumThreads.strip().equals("1");
  }

  /** Loaded with the first use, by one thread. */
  private static final class Started {
    static final Engine ENGINE = start();

    private Started() {}

    private static Engine start() {
      String threads = System.getenv("OMP_NUM_THREADS");
      if (oversubscribes(threads)) {
        LOG.warn(
            "OMP_NUM_THREADS is [{}]: convolutions may slow down a hundredfold; set it to 1 in the"
                + " environment before the JVM starts",
            threads == null ? "unset" : threads);
      }
      return Engine.getEngine("PyTorch");
    }
  }
}
