package io.qahan.ingest.conv;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Where a model's features come from, as it is stored: the paper's conv stack, or a network in
 * TorchScript. Immutable, thread safe, and without native memory until it is opened.
 */
public interface FeatureSource {
  /** What the network takes and gives. */
  FeatureShape shape();

  /** What is done to a pixel before the network sees it. */
  Normalisation normalisation();

  /** A name and eight hexadecimal digits that stand for everything that decides a feature. */
  String version();

  /** How it came about, for people. */
  String origin();

  /**
   * Loads it.
   *
   * @throws IllegalArgumentException if it turns out not to be what it says
   */
  FeatureNetwork open();

  /** A name and the first digits of a SHA-256. */
  static String version(String name, String sha256) {
    return name + "-" + sha256.substring(0, 8);
  }

  /**
   * The features of kind {@code paper}: two convolutions.
   *
   * @param weights of both
   * @param normalisation of as many channels as they take
   */
  record Paper(ConvWeights weights, Normalisation normalisation) implements FeatureSource {
    /**
     * @throws IllegalArgumentException if the normalisation is of other channels
     */
    public Paper {
      normalisation.checkChannels(weights.shape().input().channels());
    }

    /** With pixels from -1 to 1, as the paper's network takes them. */
    public Paper(ConvWeights weights) {
      this(weights, Normalisation.of(weights.shape().input()));
    }

    @Override
    public ConvShape shape() {
      return weights.shape();
    }

    /** That of the weights, unless pixels are normalised in another way than the paper's. */
    @Override
    public String version() {
      return normalisation.equals(Normalisation.of(shape().input()))
          ? weights.version()
          : FeatureSource.version(weights.name(), hash());
    }

    private String hash() {
      try {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        digest.update(weights.sha256().getBytes(StandardCharsets.US_ASCII));
        digest.update(ByteBuffer.wrap(normalisation.toBytes()));
        return HexFormat.of().formatHex(digest.digest());
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every Java has SHA-256", e);
      }
    }

    @Override
    public String origin() {
      return weights.origin();
    }

    @Override
    public ConvStack open() {
      return new ConvStack(this);
    }
  }
}
