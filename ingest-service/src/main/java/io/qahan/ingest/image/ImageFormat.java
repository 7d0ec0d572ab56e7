package io.qahan.ingest.image;

import io.qahan.schemas.avro.ImageEncoding;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How an image is stored. All of them are decoded; records of the images topic have those only that
 * have an {@link #encoding()}, so that every reader of the topic that was ever released can read
 * them. Others are made PNG before they are sent.
 */
public enum ImageFormat {
  PNG("PNG", "png", "png") {
    @Override
    boolean isStartOf(byte[] content, int length) {
      return begins(content, length, 0, 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n');
    }
  },
  JPEG("JPEG", "jpe?g", "jpe?g") {
    @Override
    boolean isStartOf(byte[] content, int length) {
      return begins(content, length, 0, 0xFF, 0xD8, 0xFF);
    }
  },
  /** Of an animation the first picture. */
  GIF("GIF", "gif", "gif") {
    @Override
    boolean isStartOf(byte[] content, int length) {
      return begins(content, length, 0, 'G', 'I', 'F', '8');
    }
  },
  BMP("BMP", "bmp", "(x-ms-)?bmp") {
    @Override
    boolean isStartOf(byte[] content, int length) {
      return begins(content, length, 0, 'B', 'M');
    }
  },
  /** Lossy or lossless; of an animation the first picture. */
  WEBP("WebP", "webp", "webp") {
    @Override
    boolean isStartOf(byte[] content, int length) {
      return begins(content, length, 0, 'R', 'I', 'F', 'F')
          && begins(content, length, 8, 'W', 'E', 'B', 'P');
    }
  },
  /** Unsigned bytes, channel by channel, row by row. */
  RAW("raw", "", "") {
    @Override
    boolean isStartOf(byte[] content, int length) {
      return false; // of nothing in particular
    }
  };

  private static final int SIGNATURE = 12; // bytes that tell all of them apart

  private final String label;
  private final String ending; // of file names, a regular expression
  private final String mediaType; // behind image/, likewise

  ImageFormat(String label, String ending, String mediaType) {
    this.label = label;
    this.ending = ending;
    this.mediaType = mediaType;
  }

  /** Whether so many bytes, of which {@code content} has the first, can be of this format. */
  abstract boolean isStartOf(byte[] content, int length);

  /** Whether {@code content} starts as this format does. */
  public boolean isOf(byte[] content) {
    return isStartOf(content, Integer.MAX_VALUE);
  }

  /** Whether {@code content} ends within what this format starts with. */
  public boolean isCutShort(byte[] content) {
    return content.length < SIGNATURE && isStartOf(content, content.length) && !isOf(content);
  }

  /** What the bytes start as; empty if they start as none does. */
  public static Optional<ImageFormat> of(byte[] content) {
    return Arrays.stream(values()).filter(format -> format.isOf(content)).findFirst();
  }

  /** What a file is by the ending of its name; empty if no image is called so. */
  public static Optional<ImageFormat> ofFileName(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return Arrays.stream(values())
        .filter(format -> format != RAW && lower.matches(".*\\." + format.ending))
        .findFirst();
  }

  /** What a Content-Type says; empty if it says none of these. */
  public static Optional<ImageFormat> ofMediaType(String type) {
    return Arrays.stream(values())
        .filter(format -> format != RAW && type.matches("image/" + format.mediaType + "\\b.*"))
        .findFirst();
  }

  /** As records of the images topic name it. */
  static ImageFormat of(ImageEncoding encoding) {
    return switch (encoding) {
      case PNG -> PNG;
      case JPEG -> JPEG;
      case RAW -> RAW;
    };
  }

  /** What records of the images topic call it; empty for one that they do not have. */
  public Optional<ImageEncoding> encoding() {
    return Stream.of(ImageEncoding.values()).filter(encoding -> of(encoding) == this).findFirst();
  }

  /** For people. */
  @Override
  public String toString() {
    return label;
  }

  private static boolean begins(byte[] content, int length, int from, int... prefix) {
    for (int i = 0; i < prefix.length && from + i < length; i++) {
      if (from + i >= content.length || content[from + i] != (byte) prefix[i]) {
        return false;
      }
    }
    return true;
  }
}
