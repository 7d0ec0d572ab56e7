package io.qahan.ingest.conv;

import io.qahan.ingest.image.ImageShape;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * What a pixel becomes before a network sees it: (pixel - mean) / std, where pixels are from 0 to
 * 255. Immutable, thread safe.
 *
 * @param mean one a channel
 * @param std the standard deviation, one a channel, at least 1
 */
public record Normalisation(List<Double> mean, List<Double> std) {
  /** What scales a pixel of 0 to 255 to [-1, 1], as the paper's network takes it. */
  private static final double HALF = 127.5;

  private static final int VALUES = 256;
  private static final double LARGEST = 1e6;

  /**
   * @throws IllegalArgumentException listing every fault
   */
  public Normalisation {
    mean = List.copyOf(mean);
    std = List.copyOf(std);
    List<String> faults = new ArrayList<>();
    if (mean.isEmpty() || mean.size() != std.size()) {
      faults.add(
          "mean %s and standard deviation %s must have one number a channel".formatted(mean, std));
    }
    if (!mean.stream().allMatch(value -> Math.abs(value) <= LARGEST)) {
      faults.add("mean %s must be numbers on the scale of pixels, 0 to 255".formatted(mean));
    }
    if (!std.stream().allMatch(value -> value >= 1 && value <= LARGEST)) {
      faults.add(
          "standard deviation %s must be at least 1: pixels are from 0 to 255; where a network was"
                  .formatted(std)
              + " trained on pixels from 0 to 1, give its mean and its deviation times 255");
    }
    if (!faults.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", faults));
    }
  }

  /** Pixels of such images from -1 to 1. */
  public static Normalisation of(ImageShape input) {
    List<Double> half = Collections.nCopies(input.channels(), HALF);
    return new Normalisation(half, half);
  }

  /**
   * The same with other numbers, where given.
   *
   * @param mean one a channel, or one for all; empty for that of {@link #of(ImageShape)}
   * @param std the same of the deviation
   * @throws IllegalArgumentException listing every fault
   */
  public static Normalisation of(ImageShape input, List<Double> mean, List<Double> std) {
    Normalisation usual = of(input);
    Normalisation given =
        new Normalisation(
            each(mean, usual.mean, input.channels()), each(std, usual.std, input.channels()));
    given.checkChannels(input.channels());
    return given;
  }

  private static List<Double> each(List<Double> given, List<Double> usual, int channels) {
    return given.isEmpty()
        ? usual
        : given.size() == 1 ? Collections.nCopies(channels, given.get(0)) : given;
  }

  /** How many channels it is for. */
  public int channels() {
    return mean.size();
  }

  /**
   * Refuses images of another number of channels.
   *
   * @throws IllegalArgumentException if it is not of so many
   */
  public void checkChannels(int channels) {
    if (channels() != channels) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "mean and standard deviation of [%d] channels for images of %d; give one a channel",
              channels(),
              channels));
    }
  }

  /** For each channel what each pixel value from 0 to 255 becomes. */
  public float[][] table() {
    float[][] table = new float[channels()][VALUES];
    for (int channel = 0; channel < table.length; channel++) {
      float shift = (float) (mean.get(channel) / std.get(channel));
      float scale = std.get(channel).floatValue();
      for (int pixel = 0; pixel < VALUES; pixel++) {
        table[channel][pixel] = pixel / scale - shift;
      }
    }
    return table;
  }

  /** Means, then deviations, as big-endian doubles: what a hash is made of. */
  public byte[] toBytes() {
    ByteBuffer bytes = ByteBuffer.allocate(2 * channels() * Double.BYTES);
    mean.forEach(bytes::putDouble);
    std.forEach(bytes::putDouble);
    return bytes.array();
  }
}
