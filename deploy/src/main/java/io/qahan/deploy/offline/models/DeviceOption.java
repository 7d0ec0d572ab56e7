package io.qahan.deploy.offline.models;

import io.qahan.ingest.conv.PyTorchEngine;
import io.qahan.ingest.conv.PyTorchEngine.ComputeDevice;
import picocli.CommandLine.Option;

/** Where a command that computes without a stream does so. */
public final class DeviceOption {
  @Option(
      names = "--device",
      paramLabel = "WHERE",
      defaultValue = "cpu",
      description =
          "Where networks are computed: cpu, gpu:N, or auto, which takes gpu:0 where PyTorch sees one"
              + " (default: cpu).")
  private String device;

  /**
   * Lets this process compute there.
   *
   * @throws IllegalArgumentException if that device cannot be had, saying what to do
   */
  public void use() {
    ComputeDevice wanted;
    try {
      wanted = ComputeDevice.parse(device);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "--device is [%s], but must be %s".formatted(device, e.getMessage()), e);
    }
    PyTorchEngine.computeOn(wanted);
  }
}
