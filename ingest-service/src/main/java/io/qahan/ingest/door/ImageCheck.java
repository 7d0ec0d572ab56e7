package io.qahan.ingest.door;

import io.javalin.http.HttpStatus;
import io.qahan.ingest.http.HttpBody;
import io.qahan.ingest.http.HttpFault;
import io.qahan.ingest.image.EncodedImage;
import io.qahan.ingest.image.ImageEncoder;
import io.qahan.ingest.image.ImageFormat;
import io.qahan.ingest.image.PixelImage;
import io.qahan.ingest.image.RejectReason;
import io.qahan.ingest.image.UndecodableImageException;
import io.qahan.ingest.image.decode.BusyException;
import io.qahan.ingest.image.decode.ImageDecoder;

/** Refuses images over HTTP that the pipeline would refuse, so that who sends them is told. */
final class ImageCheck {
  private ImageCheck() {}

  /**
   * The image of a file, as a record can have it.
   *
   * @param type what its sender says it is; else the bytes tell
   * @throws HttpFault if it is none that can be used, or there is no memory for it now
   */
  static EncodedImage file(byte[] content, String type, ImageDecoder decoder) {
    ImageFormat format =
        ImageFormat.ofMediaType(type)
            .or(() -> ImageFormat.of(content))
            .orElseThrow(
                () ->
                    new HttpFault(
                        HttpStatus.UNSUPPORTED_MEDIA_TYPE,
                        RejectReason.NOT_AN_IMAGE.slug(),
                        "What came as [%s] is neither a PNG nor a JPEG, GIF, BMP or WebP."
                            .formatted(type),
                        "Send one of these, with its Content-Type."));
    return usable(EncodedImage.of(format, content), decoder);
  }

  /**
   * The image as a record can have it.
   *
   * @throws HttpFault if it cannot be used, or there is no memory for it now
   */
  static EncodedImage usable(EncodedImage image, ImageDecoder decoder) {
    PixelImage pixels;
    try {
      pixels = decoder.decode(image, HttpBody.PATIENCE);
    } catch (UndecodableImageException e) {
      throw new HttpFault(
          statusOf(e.reason()),
          e.reason().slug(),
          "The image cannot be used: " + e.getMessage() + ".",
          "Send a whole PNG, JPEG, GIF, BMP or WebP of %s pixels (channels x height x width; numbers in that order too)."
              .formatted(decoder.target()));
    } catch (BusyException e) {
      throw HttpBody.busy(e);
    }
    // What a record cannot have goes as what the pipeline would make of it.
    return image.format().encoding().isPresent() ? image : ImageEncoder.png(pixels);
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
