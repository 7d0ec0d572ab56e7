package io.qahan.deploy.operate.doctor;

import ai.djl.ndarray.NDManager;
import io.qahan.deploy.cli.TemporaryDirectory;
import io.qahan.ingest.conv.PyTorchEngine;
import java.util.List;
import java.util.Optional;

/** Whether the native libraries load, and with the environment that they need. */
final class NativeCheck {
  private static final String CHECK = "native";

  private NativeCheck() {}

  /**
   * Loads PyTorch.
   *
   * @param ompNumThreads the environment variable; null if it is not set
   */
  static List<Finding> of(String ompNumThreads) {
    return List.of(
        pyTorch(),
        threads(ompNumThreads),
        unpacked(TemporaryDirectory.fault(), TemporaryDirectory.refused()));
  }

  private static Finding pyTorch() {
    try (NDManager manager = PyTorchEngine.newManager()) {
      return Finding.ok(CHECK, "PyTorch " + manager.getEngine().getVersion() + " loads");
    } catch (LinkageError | RuntimeException e) {
      return Finding.fault(
          CHECK,
          "PyTorch does not load: " + e,
          "run on a platform whose libraries are in the build (deploy/docs/how-to/cluster.md), with"
              + " glibc and room in the user's home and in java.io.tmpdir");
    }
  }

  /** Where RocksDB, zstd and lz4 are unpacked. */
  static Finding unpacked(Optional<String> fault, Optional<String> refused) {
    String cure =
        "name a directory with room whose files may be executed:"
            + " QAHAN_OPTS=-Djava.io.tmpdir=DIR";
    return fault
        .map(text -> Finding.fault(CHECK, text, cure))
        .or(() -> refused.map(text -> Finding.warning(CHECK, text, cure)))
        .orElseGet(
            () -> Finding.ok(CHECK, "libraries unpack in [" + TemporaryDirectory.path() + "]"));
  }

  static Finding threads(String ompNumThreads) {
    return "1".equals(ompNumThreads)
        ? Finding.ok(CHECK, "OMP_NUM_THREADS is 1")
        : Finding.warning(
            CHECK,
            "OMP_NUM_THREADS is [%s]: convolutions may be a hundred times slower"
                .formatted(ompNumThreads == null ? "unset" : ompNumThreads),
            "export OMP_NUM_THREADS=1 before the JVM starts, or start with deploy/qahan");
  }
}
