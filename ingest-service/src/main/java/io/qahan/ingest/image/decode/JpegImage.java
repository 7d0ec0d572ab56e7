package io.qahan.ingest.image.decode;

import io.qahan.ingest.image.ImageLimits;
import io.qahan.ingest.image.ImageShape;
import io.qahan.ingest.image.PixelImage;
import io.qahan.ingest.image.RejectReason;
import io.qahan.ingest.image.UndecodableImageException;
import java.awt.image.Raster;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A JPEG (ITU T.81: baseline, extended or progressive, 8 bits, Huffman coded). Its segments are
 * walked to the end marker, so that scans are counted and a cut file is told before a pixel is
 * decoded. Only the segments that pixels are made of go to ImageIO, and what comes back are the
 * stored components: neither a broken colour profile nor a thumbnail can spoil the picture, and
 * colours are converted here as libjpeg does it.
 */
final class JpegImage extends CompressedImage {
  /** Encoders write up to some 20 scans; each costs a walk over the whole picture. */
  static final int MAX_SCANS = 100;

  private static final int START_OF_IMAGE = 0xD8;
  private static final int END_OF_IMAGE = 0xD9;
  private static final int START_OF_SCAN = 0xDA;
  private static final int APP0 = 0xE0;
  private static final int EXIF = 0xE1;
  private static final int ADOBE = 0xEE;
  private static final int APP15 = 0xEF;
  private static final int COMMENT = 0xFE;
  private static final int BLOCK = 8;

  /** What is left of a camera's buffer before the end marker, of any content. */
  private static final int STALE_BYTES = 16;

  private static final Pattern EXTRANEOUS =
      Pattern.compile("Corrupt JPEG data: (\\d+) extraneous bytes before marker 0xd9");

  /** How the components are to be read. */
  private enum Colours {
    GREY,
    RGB,
    YCC,
    CMYK,
    YCCK
  }

  /** One component: its name in the file, and its sampling factors. */
  private record Component(int id, int across, int down) {}

  private List<Component> components = List.of();
  private int scans;
  private long visits;
  private int end;
  private boolean jfif;
  private int adobeTransform = -1;

  private JpegImage(byte[] content, ImageLimits limits) {
    super(content, limits);
  }

  static JpegImage of(byte[] content, ImageLimits limits) throws UndecodableImageException {
    JpegImage image = new JpegImage(content, limits);
    image.walk();
    return image;
  }

  @Override
  int channels() {
    return components.size() == 1 ? 1 : 3;
  }

  @Override
  long visits() {
    return visits;
  }

  @Override
  long bytes(int step) {
    long pixels = (long) sampled(width, step) * sampled(height, step);
    long rows = 64L * (width + 64) * components.size(); // libjpeg's, for upsampling and output
    long coefficients = scans > 1 ? 2L * samplesOfAll() : 0; // kept from scan to scan, in C
    return keptBytes() * 2L + pixels * components.size() + rows + coefficients + (64 << 10);
  }

  // --- Structure ---------------------------------------------------------------------------

  private void walk() throws UndecodableImageException {
    keep(0, 2);
    int at = 2; // after the start-of-image marker
    while (true) {
      while (byteAt(at) == 0 || (byteAt(at) == 0xFF && byteAt(at + 1) == 0xFF)) {
        at++; // fill bytes before a marker, and zeros where a program cut something out
      }
      if (byteAt(at) != 0xFF) {
        throw corrupt(String.format(Locale.ROOT, "has no marker at byte [%d]", at));
      }
      int marker = byteAt(at + 1);
      if (marker == END_OF_IMAGE) {
        if (scans == 0) {
          throw corrupt(String.format(Locale.ROOT, "ends at byte [%d] without any pixels", at));
        }
        end = at;
        keep(at, at + 2);
        return; // whatever follows is not of this picture
      }
      if (marker == 0 || marker == START_OF_IMAGE || isRestart(marker)) {
        throw corrupt(
            String.format(
                Locale.ROOT, "has a marker [0x%02x] out of place at byte [%d]", marker, at));
      }
      int length = byteAt(at + 2) << 8 | byteAt(at + 3);
      int next = at + 2 + length;
      if (length < 2) {
        throw corrupt(String.format(Locale.ROOT, "has an impossible length at byte [%d]", at + 2));
      }
      if (next > content.length) {
        throw truncated(content.length);
      }
      segment(marker, at + 4, length - 2);
      if (marker == START_OF_SCAN) {
        next = endOfScan(next);
      }
      if (!isExtra(marker)) {
        keep(at, next);
      }
      at = next;
    }
  }

  private void segment(int marker, int from, int length) throws UndecodableImageException {
    if (marker == START_OF_SCAN) {
      scan(from, length);
    } else if (marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xCC) {
      frame(marker, from, length);
    } else if (marker == APP0) {
      jfif |= startsWith(from, length, "JFIF\0");
    } else if (marker == EXIF && startsWith(from, length, "Exif\0\0")) {
      orientation = ExifOrientation.ofExif(content, from + 6, length - 6);
    } else if (marker == ADOBE && length >= 12 && startsWith(from, length, "Adobe")) {
      adobeTransform = byteAt(from + 11);
    }
  }

  private void frame(int marker, int from, int length) throws UndecodableImageException {
    if (marker > 0xC2) {
      throw unsupported(
          String.format(
              Locale.ROOT,
              "is coded in a way [0x%02x] that few programs read; send it baseline or progressive",
              marker));
    }
    if (!components.isEmpty()) {
      throw corrupt(String.format(Locale.ROOT, "has a second frame at byte [%d]", from));
    }
    int count = length < 6 ? 0 : byteAt(from + 5);
    if (length != 6 + 3 * count) {
      throw corrupt(
          String.format(Locale.ROOT, "has a frame of an impossible length at byte [%d]", from));
    }
    if (byteAt(from) != 8) {
      throw unsupported(String.format(Locale.ROOT, "has [%d] bits a sample; send 8", byteAt(from)));
    }
    if (count != 1 && count != 3 && count != 4) {
      throw unsupported(
          String.format(Locale.ROOT, "has [%d] colour components; send grey or RGB", count));
    }
    height = byteAt(from + 1) << 8 | byteAt(from + 2);
    width = byteAt(from + 3) << 8 | byteAt(from + 4);
    limits.checkSide(height, width);
    Component[] found = new Component[count];
    for (int i = 0; i < count; i++) {
      int sampling = byteAt(from + 7 + 3 * i);
      found[i] = new Component(byteAt(from + 6 + 3 * i), sampling >> 4, sampling & 0xF);
      if (!isSampling(found[i].across()) || !isSampling(found[i].down())) {
        throw corrupt(
            String.format(
                Locale.ROOT, "has an impossible sampling factor at byte [%d]", from + 7 + 3 * i));
      }
    }
    components = List.of(found);
  }

  private static boolean isSampling(int factor) {
    return factor >= 1 && factor <= 4;
  }

  private void scan(int from, int length) throws UndecodableImageException {
    int count = length < 1 ? 0 : byteAt(from);
    if (components.isEmpty() || count < 1 || count > 4 || length != 4 + 2 * count) {
      throw corrupt(String.format(Locale.ROOT, "has an impossible scan at byte [%d]", from));
    }
    scans++;
    if (scans > MAX_SCANS) {
      throw new UndecodableImageException(
          RejectReason.TOO_MANY_SCANS,
          String.format(
              Locale.ROOT,
              "JPEG image has more than [%d] scans, each a walk over all of it; send it baseline",
              MAX_SCANS));
    }
    for (int i = 0; i < count; i++) {
      int id = byteAt(from + 1 + 2 * i);
      visits +=
          components.stream()
              .filter(c -> c.id() == id)
              .mapToLong(this::samplesOf)
              .findFirst()
              .orElse(0);
    }
  }

  /** Within a scan 0xFF is followed by 0, a restart marker or fill; anything else ends the scan. */
  private int endOfScan(int from) throws UndecodableImageException {
    int at = from;
    while (true) {
      if (byteAt(at) != 0xFF) {
        at++;
        continue;
      }
      int next = byteAt(at + 1);
      if (next == 0 || isRestart(next)) {
        at += 2;
      } else if (next == 0xFF) {
        at++;
      } else {
        return at;
      }
    }
  }

  private static boolean isRestart(int marker) {
    return (marker >= 0xD0 && marker <= 0xD7) || marker == 0x01;
  }

  /** Neither of these is needed for pixels. */
  private static boolean isExtra(int marker) {
    return (marker >= APP0 && marker <= APP15) || marker == COMMENT;
  }

  private boolean startsWith(int from, int length, String text) {
    byte[] prefix = text.getBytes(StandardCharsets.US_ASCII);
    return length >= prefix.length
        && Arrays.equals(content, from, from + prefix.length, prefix, 0, prefix.length);
  }

  private int byteAt(int at) throws UndecodableImageException {
    if (at >= content.length) {
      throw truncated(content.length);
    }
    return content[at] & 0xFF;
  }

  private long samplesOfAll() {
    return components.stream().mapToLong(this::samplesOf).sum();
  }

  /** Whole blocks, as the decoder keeps them. */
  private long samplesOf(Component component) {
    int across = components.stream().mapToInt(Component::across).max().orElse(1);
    int down = components.stream().mapToInt(Component::down).max().orElse(1);
    long columns = (long) sampled(width, BLOCK * across) * component.across() * BLOCK;
    long rows = (long) sampled(height, BLOCK * down) * component.down() * BLOCK;
    return columns * rows;
  }

  // --- Pixels ------------------------------------------------------------------------------

  @Override
  PixelImage.SampleRows decode(int step, Effort effort)
      throws IOException, UndecodableImageException {
    try (ImageIoReading reading = reading("JPEG", effort)) {
      Raster raster = reading.raster(step);
      for (String warning : reading.warnings()) {
        refuseUnlessHarmless(warning);
      }
      return rows(raster, colours());
    }
  }

  /** What the decoder complains of and goes on, filling with grey what it does not have. */
  private void refuseUnlessHarmless(String warning) throws UndecodableImageException {
    Matcher extraneous = EXTRANEOUS.matcher(warning);
    if (extraneous.matches() && isPadding(Integer.parseInt(extraneous.group(1)))) {
      return; // all pixels were there; webcams fill up their buffers
    }
    boolean endsEarly = warning.contains("Premature end") || warning.contains("premature end");
    throw new UndecodableImageException(
        endsEarly ? RejectReason.TRUNCATED : RejectReason.CORRUPT,
        "JPEG image is damaged [%s]; send it whole, or encode it again".formatted(warning));
  }

  private boolean isPadding(int bytes) {
    if (bytes <= STALE_BYTES) {
      return true;
    }
    int first = content[end - 1];
    for (int i = Math.max(0, end - bytes); i < end; i++) {
      if (content[i] != first) {
        return false;
      }
    }
    return first == 0 || first == -1;
  }

  /** By the markers and, where there are none, by the components' names, as libjpeg guesses. */
  private Colours colours() {
    int[] ids = components.stream().mapToInt(Component::id).toArray();
    return switch (ids.length) {
      case 1 -> Colours.GREY;
      case 3 -> {
        boolean named = Arrays.equals(ids, new int[] {'R', 'G', 'B'});
        yield !jfif && (adobeTransform == 0 || (adobeTransform < 0 && named))
            ? Colours.RGB
            : Colours.YCC;
      }
      default -> adobeTransform == 2 ? Colours.YCCK : Colours.CMYK;
    };
  }

  private PixelImage.SampleRows rows(Raster raster, Colours colours) {
    ImageShape shape = new ImageShape(channels(), raster.getHeight(), raster.getWidth());
    int[] black = new int[shape.width()];
    return new PixelImage.SampleRows(
        shape,
        (y, row) -> {
          for (int c = 0; c < row.length; c++) {
            raster.getSamples(0, y, shape.width(), 1, c, row[c]);
          }
          if (colours == Colours.YCC || colours == Colours.YCCK) {
            toRgb(row);
          }
          if (colours == Colours.CMYK || colours == Colours.YCCK) {
            raster.getSamples(0, y, shape.width(), 1, 3, black);
            inkToLight(row, black, colours == Colours.YCCK);
          }
        });
  }

  /** ITU T.871, section 7, in the fixed-point numbers of libjpeg. */
  private static void toRgb(int[][] row) {
    for (int x = 0; x < row[0].length; x++) {
      int luma = row[0][x];
      int blue = row[1][x] - 128;
      int red = row[2][x] - 128;
      row[0][x] = clamped(luma + ((91_881 * red + 32_768) >> 16));
      row[1][x] = clamped(luma + ((-22_554 * blue - 46_802 * red + 32_768) >> 16));
      row[2][x] = clamped(luma + ((116_130 * blue + 32_768) >> 16));
    }
  }

  /** Ink is stored inverted, as Adobe does it; so does everybody else, whatever the marker. */
  private static void inkToLight(int[][] row, int[] black, boolean converted) {
    for (int x = 0; x < black.length; x++) {
      int paper = black[x]; // what the black leaves of the light
      for (int[] samples : row) {
        int ink = converted ? samples[x] : 255 - samples[x];
        samples[x] = paper - (ink * paper + 127) / 255;
      }
    }
  }

  private static int clamped(int sample) {
    return Math.max(0, Math.min(255, sample));
  }

  private UndecodableImageException corrupt(String what) {
    return new UndecodableImageException(
        RejectReason.CORRUPT, "JPEG image %s; encode it again".formatted(what));
  }

  private UndecodableImageException unsupported(String what) {
    return new UndecodableImageException(RejectReason.UNSUPPORTED, "JPEG image " + what);
  }

  private UndecodableImageException truncated(int at) {
    return new UndecodableImageException(
        RejectReason.TRUNCATED,
        String.format(
            Locale.ROOT, "JPEG image ends at byte [%d] without its end marker; send it whole", at));
  }
}
