package io.qahan.ingest.conv;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.util.cuda.CudaUtils;
import io.qahan.schemas.settings.Setting;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts DJL's PyTorch engine once, offline and without telemetry, and decides where it computes.
 * Everything of ours that touches DJL goes through here, because both switches must be set before
 * DJL's first class is used, and because arrays of two devices do not go together.
 */
public final class PyTorchEngine {

  /**
   * Where networks and heads are computed, as settings and command lines say it: on the processor,
   * on a graphics card, or on one if there is one. What it comes to is decided once in a process,
   * by {@link #computeOn}.
   *
   * @param kind which of these
   * @param number of the card, from 0; 0 for the others
   */
  public record ComputeDevice(Kind kind, int number) {
    /** What may be asked for. */
    public enum Kind {
      /** The processor. */
      CPU,
      /** A card of a number; a start without it is refused. */
      GPU,
      /** The first card if PyTorch sees one, else the processor. */
      AUTO
    }

    /** Of ingest and trainer. */
    public static final Setting<ComputeDevice> SETTING =
        new Setting<>(
            "device",
            Optional.of("cpu"),
            "where networks and heads are computed: cpu, gpu:N, or auto, which takes gpu:0 where"
                + " PyTorch sees one",
            ComputeDevice::parse);

    private static final Pattern GPU = Pattern.compile("gpu:(\\d{1,3})");

    /**
     * Reads {@code cpu}, {@code auto} or {@code gpu:N}.
     *
     * @throws IllegalArgumentException if it is none of them, saying what is allowed
     */
    public static ComputeDevice parse(String text) {
      String word = text.strip().toLowerCase(Locale.ROOT);
      Matcher gpu = GPU.matcher(word);
      if (gpu.matches()) {
        return new ComputeDevice(Kind.GPU, Integer.parseInt(gpu.group(1)));
      }
      return switch (word) {
        case "cpu" -> new ComputeDevice(Kind.CPU, 0);
        case "auto" -> new ComputeDevice(Kind.AUTO, 0);
        default -> throw new IllegalArgumentException("cpu, auto or gpu:N, such as gpu:0");
      };
    }

    /**
     * What it comes to.
     *
     * @param usable how many cards PyTorch can compute on
     * @param seen how many cards the CUDA driver shows, whatever PyTorch can do with them
     * @return the number of the card; empty for the processor
     * @throws IllegalArgumentException if that card cannot be had, saying what to do
     */
    OptionalInt chosen(int usable, int seen) {
      if (kind == Kind.AUTO) {
        return usable > 0 ? OptionalInt.of(0) : OptionalInt.empty();
      }
      if (kind == Kind.CPU) {
        return OptionalInt.empty();
      }
      if (number < usable) {
        return OptionalInt.of(number);
      }
      throw new IllegalArgumentException(
          "device [%s] cannot be had: %s".formatted(this, fault(usable, seen)));
    }

    private String fault(int usable, int seen) {
      if (usable > 0) {
        return String.format(
            Locale.ROOT,
            "PyTorch sees [%d] GPUs here, numbered from gpu:0; take one of them",
            usable);
      }
      return seen > 0
          ? String.format(
              Locale.ROOT,
              "there are [%d] GPUs, but this build has PyTorch for processors alone; build with mvn"
                  + " -Pcuda package, or take cpu",
              seen)
          : "there is no GPU that CUDA sees; take cpu or auto, or install NVIDIA's driver and CUDA"
              + " 12.8 or newer and build with mvn -Pcuda package";
    }

    @Override
    public String toString() {
      return kind == Kind.GPU ? "gpu:" + number : kind.name().toLowerCase(Locale.ROOT);
    }
  }

  private static final Logger LOG = LoggerFactory.getLogger(PyTorchEngine.class);

  static {
    setUnlessGiven("ai.djl.offline");
    setUnlessGiven("OPT_OUT_TRACKING");
  }

  private static volatile Device device = Device.cpu(); // after the switches

  private PyTorchEngine() {}

  private static void setUnlessGiven(String property) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, "true");
    }
  }

  /**
   * Lets everything that is made from now on in this process be computed there: the processor is
   * where it is without. Call it at the start, before a network is opened.
   *
   * @throws IllegalArgumentException if that device cannot be had, saying what to do
   */
  public static void computeOn(ComputeDevice wanted) {
    boolean cpu = wanted.kind() == ComputeDevice.Kind.CPU; // needs no engine to be had
    OptionalInt gpu =
        cpu ? OptionalInt.empty() : wanted.chosen(engine().getGpuCount(), CudaUtils.getGpuCount());
    device = gpu.isPresent() ? Device.gpu(gpu.getAsInt()) : Device.cpu();
    if (!cpu) {
      LOG.info(
          "Networks and heads are computed on [{}] (device={})",
          gpu.isPresent() ? "gpu:" + gpu.getAsInt() : "cpu",
          wanted);
    }
  }

  /** Where this process computes. */
  public static Device device() {
    return device;
  }

  /** A new root of memory on {@link #device()}; whoever asks for it closes it. */
  public static NDManager newManager() {
    return Started.ENGINE.newBaseManager(device);
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
