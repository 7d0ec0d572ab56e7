package io.qahan.trainer.retrain;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.qahan.ingest.dataset.DatasetException;
import io.qahan.ingest.dataset.DecodedImages;
import io.qahan.ingest.image.ImageShape;
import io.qahan.ingest.image.PixelImage;
import io.qahan.qubo.kernel.WholeFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/**
 * The labelled images of a window of the log, oldest first, decoded in a file: pixels are read when
 * they are asked for, ids and labels are in memory. Written once, by {@link WindowReader}. Thread
 * safe.
 */
public final class WindowImages implements DecodedImages, AutoCloseable {
  private static final String PIXELS = "pixels.bin";
  private static final String INDEX = "window.json";
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /**
   * What is on disk beside the pixels.
   *
   * @param shape of all images
   * @param places where the pixels of each image lie, in images
   * @param times of its record, in milliseconds since 1970
   */
  @SuppressWarnings("ArrayRecordComponent") // written and read, never compared
  record Index(
      String shape,
      List<String> ids,
      int[] labels,
      int[] places,
      long[] times,
      WindowCounts counts) {}

  private final ImageShape shape;
  private final Index index;
  private final FileChannel pixels;

  private WindowImages(Index index, FileChannel pixels) {
    this.shape = ImageShape.parse(index.shape());
    this.index = index;
    this.pixels = pixels;
  }

  /** Where the pixels go, one image behind the other, before {@link #finish}. */
  static Path pixelFile(Path directory) {
    return directory.resolve(PIXELS);
  }

  /** Makes what was written a window; before this there is none. */
  static WindowImages finish(Path directory, Index index) throws IOException {
    WholeFile.write(directory.resolve(INDEX), JSON.writeValueAsBytes(index));
    return in(directory).orElseThrow();
  }

  /** From here on there is no window in a directory until another is finished. */
  static void begin(Path directory) throws IOException {
    Files.deleteIfExists(directory.resolve(INDEX));
  }

  /** Forgets the window in a directory. */
  static void forget(Path directory) throws IOException {
    Files.deleteIfExists(directory.resolve(INDEX));
    Files.deleteIfExists(pixelFile(directory));
  }

  /**
   * The window that was read into a directory; empty if none was, or not to its end.
   *
   * @throws UnusableWindowException if it is damaged
   */
  public static Optional<WindowImages> in(Path directory) throws IOException {
    Path file = directory.resolve(INDEX);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      Index index = JSON.readValue(file.toFile(), Index.class);
      FileChannel pixels = FileChannel.open(pixelFile(directory), StandardOpenOption.READ);
      int count = index.ids().size();
      if (pixels.size() < (long) count * ImageShape.parse(index.shape()).size()) {
        pixels.close();
        throw new IOException("[%s] is too short".formatted(pixelFile(directory)));
      }
      return Optional.of(new WindowImages(index, pixels));
    } catch (IOException | IllegalArgumentException e) {
      throw new UnusableWindowException(
          "The window in [%s] is damaged (%s): begin anew, without --resume."
              .formatted(directory, e.getMessage()),
          e);
    }
  }

  public WindowCounts counts() {
    return index.counts();
  }

  /** When the record of an image was written, in milliseconds since 1970. */
  public long time(int at) {
    return index.times()[at];
  }

  @Override
  public ImageShape shape() {
    return shape;
  }

  @Override
  public int size() {
    return index.ids().size();
  }

  @Override
  public PixelImage pixels(int at) {
    byte[] bytes = new byte[shape.size()];
    ByteBuffer target = ByteBuffer.wrap(bytes);
    long begin = (long) index.places()[at] * bytes.length;
    try {
      while (target.hasRemaining()) {
        if (pixels.read(target, begin + target.position()) < 0) {
          throw new IOException("its end comes too soon");
        }
      }
    } catch (IOException e) {
      throw new DatasetException(
          "the pixels of image [%s] cannot be read (%s); begin anew, without --resume"
              .formatted(id(at), e.getMessage()),
          e);
    }
    return PixelImage.adopt(shape, bytes);
  }

  @Override
  public int label(int at) {
    return index.labels()[at];
  }

  @Override
  public String id(int at) {
    return index.ids().get(at);
  }

  @Override
  public void close() {
    try {
      pixels.close();
    } catch (IOException e) { // nothing was written
      throw new IllegalStateException("a file that was read cannot be closed", e);
    }
  }
}
