package io.qahan.ingest.http;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.qahan.ingest.image.EncodedImage;
import io.qahan.ingest.image.ImageDecoder;
import io.qahan.ingest.image.RejectReason;
import io.qahan.ingest.image.Signature;
import io.qahan.ingest.image.UndecodableImageException;
import io.qahan.schemas.avro.ImageEncoding;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;

/** Reads the image in a request's body, and refuses what the pipeline would refuse. */
final class ImageUpload {
  private final ImageDecoder decoder;
  private final int maxBytes;

  /**
   * Judges as the pipeline does.
   *
   * @param decoder the pipeline's own, so that both judge alike
   * @param maxBytes largest body
   */
  ImageUpload(ImageDecoder decoder, int maxBytes) {
    this.decoder = decoder;
    this.maxBytes = maxBytes;
  }

  /**
   * The image of a request.
   *
   * @throws HttpFault if there is none that can be used
   */
  EncodedImage read(Context ctx) {
    byte[] body = body(ctx);
    EncodedImage image =
        encodingOf(ctx, body) == ImageEncoding.PNG
            ? EncodedImage.png(body)
            : EncodedImage.jpeg(body);
    try {
      decoder.decode(image);
      return image;
    } catch (UndecodableImageException e) {
      throw new HttpFault(
          statusOf(e.reason()),
          e.reason().slug(),
          "The image cannot be used: " + e.getMessage(),
          "Send a whole PNG or JPEG of %s pixels (channels x height x width)."
              .formatted(decoder.target()));
    }
  }

  private byte[] body(Context ctx) {
    byte[] body;
    try {
      if (ctx.contentLength() > maxBytes) {
        throw tooLarge();
      }
      body = ctx.bodyInputStream().readNBytes(maxBytes + 1); // a chunked body has no length
    } catch (IOException e) {
      throw new UncheckedIOException("the request's body broke off", e);
    }
    if (body.length > maxBytes) {
      throw tooLarge();
    }
    if (body.length == 0) {
      throw new HttpFault(
          HttpStatus.BAD_REQUEST,
          RejectReason.EMPTY.slug(),
          "The request has no body.",
          "Send the image as the body: curl --data-binary @image.png -H 'Content-Type: image/png'");
    }
    return body;
  }

  private static ImageEncoding encodingOf(Context ctx, byte[] body) {
    String type = ctx.contentType() == null ? "" : ctx.contentType();
    if (type.startsWith("image/png")) {
      return ImageEncoding.PNG;
    }
    if (type.startsWith("image/jpeg") || type.startsWith("image/jpg")) {
      return ImageEncoding.JPEG;
    }
    return Signature.of(body)
        .orElseThrow(
            () ->
                new HttpFault(
                    HttpStatus.UNSUPPORTED_MEDIA_TYPE,
                    RejectReason.NOT_AN_IMAGE.slug(),
                    "The body of type [%s] is neither a PNG nor a JPEG.".formatted(type),
                    "Send a PNG or a JPEG, with its Content-Type."));
  }

  private HttpFault tooLarge() {
    return new HttpFault(
        HttpStatus.CONTENT_TOO_LARGE,
        RejectReason.TOO_LARGE.slug(),
        String.format(Locale.ROOT, "The body is larger than [%d] bytes.", maxBytes),
        "Send a smaller image, or raise ingest.image.max.bytes.");
  }

  private static HttpStatus statusOf(RejectReason reason) {
    return switch (reason) {
      case EMPTY -> HttpStatus.BAD_REQUEST;
      case TOO_LARGE -> HttpStatus.CONTENT_TOO_LARGE;
      case NOT_AN_IMAGE, UNSUPPORTED -> HttpStatus.UNSUPPORTED_MEDIA_TYPE;
      case DIMENSIONS,
          TRUNCATED,
          CORRUPT,
          WRONG_SHAPE,
          TOO_MANY_SCANS,
          TOO_MUCH_MEMORY,
          DECODE_TIMEOUT ->
          HttpStatus.UNPROCESSABLE_CONTENT;
    };
  }
}
