package io.qahan.ingest.http;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.qahan.ingest.image.EncodedImage;
import io.qahan.ingest.image.ImageEncoder;
import io.qahan.ingest.image.ImageFormat;
import io.qahan.ingest.image.PixelImage;
import io.qahan.ingest.image.RejectReason;
import io.qahan.ingest.image.UndecodableImageException;
import io.qahan.ingest.image.decode.BusyException;
import io.qahan.ingest.image.decode.ByteBudget;
import io.qahan.ingest.image.decode.ImageDecoder;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;

/**
 * The image in a request's body, and the bytes that it takes of the budget for bodies. Closed when
 * the image is on its way.
 */
record ImageUpload(EncodedImage image, ByteBudget.Share share) implements AutoCloseable {
  /** How long a request waits for memory before its client is told to come again. */
  private static final Duration PATIENCE = Duration.ofMillis(500);

  private static final int FIRST_PART = 16 << 10;

  /**
   * Reads the image of a request, and refuses what the pipeline would refuse.
   *
   * @throws HttpFault if there is none that can be used, or no memory for it now
   */
  static ImageUpload read(Context ctx, HttpPolicy policy) {
    ByteBudget.Share share = null;
    try {
      share = policy.bodies().take(0, PATIENCE);
      byte[] body = body(ctx, policy, share);
      EncodedImage image = EncodedImage.of(formatOf(ctx, body), body);
      PixelImage pixels = decoded(image, policy.decoder());
      // What a record cannot have goes as what the pipeline would make of it.
      boolean travels = image.format().encoding().isPresent();
      ImageUpload upload = new ImageUpload(travels ? image : ImageEncoder.png(pixels), share);
      share = null;
      return upload;
    } catch (BusyException e) {
      throw new HttpFault(
          HttpStatus.SERVICE_UNAVAILABLE,
          "busy",
          "Too many large images at a time: " + e.getMessage() + ".",
          "Send it again in a second, or fewer at a time; or raise ingest.decode.memory.mib.");
    } finally {
      if (share != null) {
        share.close();
      }
    }
  }

  @Override
  public void close() {
    share.close();
  }

  private static PixelImage decoded(EncodedImage image, ImageDecoder decoder) {
    try {
      return decoder.decode(image, PATIENCE);
    } catch (UndecodableImageException e) {
      throw new HttpFault(
          statusOf(e.reason()),
          e.reason().slug(),
          "The image cannot be used: " + e.getMessage(),
          "Send a whole PNG, JPEG, GIF, BMP or WebP of %s pixels (channels x height x width)."
              .formatted(decoder.target()));
    }
  }

  /** Takes memory as the bytes come: a client that says much and sends little holds little. */
  private static byte[] body(Context ctx, HttpPolicy policy, ByteBudget.Share share) {
    int maxBytes = policy.maxBytes();
    if (ctx.contentLength() > maxBytes) {
      throw tooLarge(maxBytes);
    }
    int most = maxBytes + 1; // a chunked body has no length; one byte more is too large
    byte[] body = new byte[0];
    int length = 0;
    try {
      InputStream in = ctx.bodyInputStream();
      int read = 0;
      while (read >= 0 && length < most) {
        if (length == body.length) {
          int more = Math.min(Math.max(FIRST_PART, length), most - length);
          share.more((long) HttpPolicy.COPIES * more, PATIENCE);
          body = Arrays.copyOf(body, length + more);
        }
        read = in.read(body, length, body.length - length);
        length += Math.max(0, read);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the request's body broke off", e);
    }
    if (length > maxBytes) {
      throw tooLarge(maxBytes);
    }
    if (length == 0) {
      throw new HttpFault(
          HttpStatus.BAD_REQUEST,
          RejectReason.EMPTY.slug(),
          "The request has no body.",
          "Send the image as the body: curl --data-binary @image.png -H 'Content-Type: image/png'");
    }
    return Arrays.copyOf(body, length);
  }

  private static ImageFormat formatOf(Context ctx, byte[] body) {
    String type = ctx.contentType() == null ? "" : ctx.contentType();
    return ImageFormat.ofMediaType(type)
        .or(() -> ImageFormat.of(body))
        .orElseThrow(
            () ->
                new HttpFault(
                    HttpStatus.UNSUPPORTED_MEDIA_TYPE,
                    RejectReason.NOT_AN_IMAGE.slug(),
                    "The body of type [%s] is neither a PNG nor a JPEG, GIF, BMP or WebP."
                        .formatted(type),
                    "Send one of these, with its Content-Type."));
  }

  private static HttpFault tooLarge(int maxBytes) {
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
