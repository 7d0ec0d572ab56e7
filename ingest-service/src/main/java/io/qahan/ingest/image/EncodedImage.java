package io.qahan.ingest.image;

import io.qahan.schemas.avro.Image;
import io.qahan.schemas.avro.ImageEncoding;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * An image as it travels: its bytes, how they are encoded and, for {@link ImageEncoding#RAW} only,
 * the shape its sender claims. Nothing is checked here: {@link
 * io.qahan.ingest.image.decode.ImageDecoder} does. The bytes are not copied and must not be
 * changed.
 */
public final class EncodedImage {

  private final ImageFormat format;
  private final byte[] content;
  private final List<Integer> rawShape;

  private EncodedImage(ImageFormat format, byte[] content, List<Integer> rawShape) {
    this.format = Objects.requireNonNull(format, "format");
    this.content = Objects.requireNonNull(content, "content");
    this.rawShape = List.copyOf(rawShape);
  }

  public static EncodedImage png(byte[] content) {
    return of(ImageFormat.PNG, content);
  }

  public static EncodedImage jpeg(byte[] content) {
    return of(ImageFormat.JPEG, content);
  }

  /** One of a format that says its own shape: any but RAW. */
  public static EncodedImage of(ImageFormat format, byte[] content) {
    return new EncodedImage(format, content, List.of());
  }

  /** Raw pixels in C x H x W order with the shape their sender claims. */
  public static EncodedImage raw(byte[] content, List<Integer> claimedShape) {
    return new EncodedImage(ImageFormat.RAW, content, claimedShape);
  }

  /** The pixels of {@code image} as they are. */
  public static EncodedImage raw(PixelImage image) {
    ImageShape shape = image.shape();
    return raw(image.pixels(), List.of(shape.channels(), shape.height(), shape.width()));
  }

  /** The image of a record of the images topic. */
  public static EncodedImage of(Image record) {
    ByteBuffer content = record.getContent().duplicate();
    byte[] bytes = new byte[content.remaining()];
    content.get(bytes);
    return new EncodedImage(ImageFormat.of(record.getEncoding()), bytes, record.getShape());
  }

  public ImageFormat format() {
    return format;
  }

  /**
   * What a record of the images topic calls the format.
   *
   * @throws IllegalStateException if such a record cannot have it: make it portable first, see
   *     {@link io.qahan.ingest.image.decode.ImageDecoder#portable}
   */
  public ImageEncoding encoding() {
    return format
        .encoding()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "a record of the images topic has no [%s]; make it a PNG".formatted(format)));
  }

  /** The bytes themselves, not a copy. */
  public byte[] content() {
    return content;
  }

  /** Channels, height and width as claimed by the sender of raw pixels; empty otherwise. */
  public List<Integer> rawShape() {
    return rawShape;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof EncodedImage that
        && format == that.format
        && rawShape.equals(that.rawShape)
        && Arrays.equals(content, that.content);
  }

  @Override
  public int hashCode() {
    return Objects.hash(format, rawShape, Arrays.hashCode(content));
  }

  @Override
  public String toString() {
    return "EncodedImage[" + format + ", " + content.length + " bytes]";
  }
}
