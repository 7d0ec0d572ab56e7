package io.qahan.ingest.torchscript;

import io.qahan.ingest.conv.FeatureSource;
import io.qahan.ingest.conv.Normalisation;
import io.qahan.schemas.codec.LittleEndian;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * The features of kind {@code torchscript}: a network that PyTorch saved, frozen. The file is code
 * for PyTorch: open it only if it came from somebody you trust. Immutable, thread safe.
 */
public final class TorchScript implements FeatureSource {
  /** The most bytes that a file may have. */
  public static final int LARGEST = 512 << 20;

  /** What reading takes at most beside the file itself, and then some for everything else. */
  private static final int HEAPS = 4;

  private static final String NAME = "[a-z0-9][a-z0-9.-]{0,63}";

  private final String name;
  private final String origin;
  private final FeatureMap shape;
  private final Normalisation normalisation;
  private final byte[] file;
  private final String sha256;

  /**
   * A network whose file was not loaded yet.
   *
   * @param name what people call it, such as {@code lite0-96}
   * @param origin how it was made, for people
   * @param shape what it is said to take and give; held against the truth when it is opened
   * @param file as {@code torch.jit.save} writes it; the caller gives it away
   * @throws IllegalArgumentException if the parts do not fit each other
   */
  public TorchScript(
      String name, String origin, FeatureMap shape, Normalisation normalisation, byte[] file) {
    if (!name.matches(NAME)) {
      throw new IllegalArgumentException(
          "name [%s] of a TorchScript network must be lower-case letters, digits, dots and dashes"
              .formatted(name));
    }
    normalisation.checkChannels(shape.input().channels());
    faultOfSize(file.length, Long.MAX_VALUE)
        .ifPresent(
            fault -> {
              throw new IllegalArgumentException(fault);
            });
    this.name = name;
    this.origin = Objects.requireNonNull(origin, "origin");
    this.shape = shape;
    this.normalisation = normalisation;
    this.file = file;
    this.sha256 = HexFormat.of().formatHex(digest().digest(file));
  }

  /**
   * Says why a file cannot be read, from its size alone: before a byte of it takes memory.
   *
   * @param bytes of the file
   * @param heap the most memory that this JVM takes for objects, in bytes
   */
  public static Optional<String> faultOfSize(long bytes, long heap) {
    if (bytes < 1 || bytes > LARGEST) {
      return Optional.of(
          String.format(
              Locale.ROOT,
              "TorchScript of [%d] bytes, where a file has from 1 to %d; take a smaller network",
              bytes,
              LARGEST));
    }
    return bytes <= heap / HEAPS
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "TorchScript of [%d] bytes takes a heap of at least %d MiB, and this one has %d;"
                    + " start with QAHAN_OPTS=-Xmx%dm",
                bytes,
                (HEAPS * bytes) >> 20,
                heap >> 20,
                ((HEAPS * bytes) >> 20) + 1));
  }

  /** What people call it. */
  public String name() {
    return name;
  }

  @Override
  public String origin() {
    return origin;
  }

  @Override
  public FeatureMap shape() {
    return shape;
  }

  @Override
  public Normalisation normalisation() {
    return normalisation;
  }

  /** The file itself, which nobody may change. */
  public byte[] file() {
    return file;
  }

  /** SHA-256 of the file, hexadecimal. */
  public String sha256() {
    return sha256;
  }

  /** Of the file, the shapes and the normalisation. */
  @Override
  public String version() {
    MessageDigest digest = digest();
    digest.update(HexFormat.of().parseHex(sha256));
    digest.update(
        LittleEndian.ints(
            new int[] {
              shape.input().channels(),
              shape.input().height(),
              shape.input().width(),
              shape.outputChannels(),
              shape.featureHeight(),
              shape.featureWidth()
            }));
    digest.update(normalisation.toBytes());
    return FeatureSource.version(name, HexFormat.of().formatHex(digest.digest()));
  }

  /**
   * {@inheritDoc} Runs it once or twice to see whether it gives what it says.
   *
   * @throws UnusableNetworkException if PyTorch cannot load or run it, or its output is another
   */
  @Override
  public TorchScriptNetwork open() {
    return TorchScriptNetwork.of(this);
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
