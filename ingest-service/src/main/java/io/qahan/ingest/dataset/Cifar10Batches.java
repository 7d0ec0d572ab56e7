package io.qahan.ingest.dataset;

import io.qahan.ingest.image.EncodedImage;
import io.qahan.ingest.image.ImageShape;
import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * CIFAR-10's binary batches: records of one label byte and 3072 pixel bytes, channel by channel.
 * The files are mapped, not read into the heap.
 */
final class Cifar10Batches implements LabelledImages {

  private static final int CLASSES = 10;
  private static final int PIXELS = ImageShape.CIFAR10.size();
  private static final int RECORD = 1 + PIXELS;
  private static final List<Integer> CLAIMED = List.of(3, 32, 32);

  private final String dataset;
  private final String split;
  private final List<MappedByteBuffer> batches;
  private final int size;

  private Cifar10Batches(String dataset, String split, List<MappedByteBuffer> batches) {
    this.dataset = dataset;
    this.split = split;
    this.batches = batches;
    this.size = batches.stream().mapToInt(batch -> batch.capacity() / RECORD).sum();
  }

  static Cifar10Batches open(String dataset, String split, List<Path> files) {
    List<MappedByteBuffer> batches = new ArrayList<>();
    for (Path file : files) {
      batches.add(map(file));
    }
    return new Cifar10Batches(dataset, split, batches);
  }

  private static MappedByteBuffer map(Path file) {
    try (FileChannel channel = FileChannel.open(file)) {
      if (channel.size() == 0 || channel.size() % RECORD != 0 || channel.size() > 1 << 30) {
        throw new DatasetException(
            String.format(
                Locale.ROOT,
                "CIFAR-10 batch [%s] of [%d] bytes does not hold whole records of %d; fetch it"
                    + " again",
                file,
                channel.size(),
                RECORD));
      }
      return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
    } catch (IOException e) {
      throw new DatasetException(
          "cannot read CIFAR-10 batch [%s]; fetch CIFAR-10 again".formatted(file), e);
    }
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public LabelledImage get(int index) {
    int record = index;
    for (MappedByteBuffer batch : batches) {
      int records = batch.capacity() / RECORD;
      if (record < records) {
        return read(batch, record, Dataset.id(dataset, split, index));
      }
      record -= records;
    }
    throw new IndexOutOfBoundsException(
        String.format(Locale.ROOT, "image [%d] of the %d in %s %s", index, size, dataset, split));
  }

  private LabelledImage read(MappedByteBuffer batch, int record, String id) {
    int label = batch.get(record * RECORD) & 0xFF;
    if (label >= CLASSES) {
      throw new DatasetException(
          String.format(
              Locale.ROOT,
              "label [%d] of [%s] is not below %d; fetch CIFAR-10 again",
              label,
              id,
              CLASSES));
    }
    byte[] pixels = new byte[PIXELS];
    batch.get(record * RECORD + 1, pixels);
    return new LabelledImage(id, EncodedImage.raw(pixels, CLAIMED), label, dataset + " " + split);
  }
}
