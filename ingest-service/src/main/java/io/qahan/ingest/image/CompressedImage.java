package io.qahan.ingest.image;

import io.qahan.schemas.avro.ImageEncoding;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * PNG and JPEG through ImageIO. ImageIO alone fills what is missing from a truncated JPEG with grey
 * and does not look at a PNG's check sums, so the framing of both is checked before their pixels
 * are decoded, and the decoder's warnings count as errors.
 */
final class CompressedImage {

  private CompressedImage() {}

  static PixelImage decode(ImageEncoding encoding, byte[] content, SizeCheck check)
      throws UndecodableImageException {
    return read(
        encoding,
        content,
        (reader, warnings) -> {
          check.accept(reader.getHeight(0), reader.getWidth(0));
          checkFraming(encoding, content);
          BufferedImage image = reader.read(0);
          for (String warning : warnings) {
            refuseUnlessHarmless(warning);
          }
          return Conversion.pixels(image);
        });
  }

  private interface Reading<T> {
    T from(ImageReader reader, List<String> warnings) throws IOException, UndecodableImageException;
  }

  private static <T> T read(ImageEncoding encoding, byte[] content, Reading<T> reading)
      throws UndecodableImageException {
    Signature.check(encoding, content);
    ImageReader reader = ImageIO.getImageReadersByFormatName(encoding.name()).next();
    // MemoryCacheImageInputStream keeps ImageIO away from its default of temporary files.
    try (ImageInputStream stream =
        new MemoryCacheImageInputStream(new ByteArrayInputStream(content))) {
      List<String> warnings = new ArrayList<>();
      reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
      reader.setInput(stream, true, true);
      return reading.from(reader, warnings);
    } catch (IOException | RuntimeException e) {
      // The readers of the JDK answer bad bytes with unchecked exceptions too.
      checkFraming(encoding, content);
      throw new UndecodableImageException(
          RejectReason.CORRUPT,
          "%s image is corrupt [%s]; encode it again".formatted(encoding, e.getMessage()),
          e);
    } finally {
      reader.dispose();
    }
  }

  private static void checkFraming(ImageEncoding encoding, byte[] content)
      throws UndecodableImageException {
    if (encoding == ImageEncoding.PNG) {
      PngFraming.check(content);
    } else {
      JpegFraming.check(content);
    }
  }

  private static void refuseUnlessHarmless(String warning) throws UndecodableImageException {
    if (warning.contains("ICC") || warning.contains("thumbnail")) {
      return; // about colour profiles and thumbnails, which we do not use
    }
    boolean endsEarly = warning.contains("Premature end") || warning.contains("Truncated");
    throw new UndecodableImageException(
        endsEarly ? RejectReason.TRUNCATED : RejectReason.CORRUPT,
        "JPEG image is damaged [%s]; send it whole, or encode it again".formatted(warning));
  }
}
