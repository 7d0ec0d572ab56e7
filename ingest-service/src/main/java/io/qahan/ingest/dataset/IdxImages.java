package io.qahan.ingest.dataset;

import io.qahan.ingest.image.EncodedImage;
import io.qahan.ingest.image.ImageShape;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Grey images and their labels from a pair of IDX files. The pixels are read at the first get. */
final class IdxImages implements LabelledImages {

  private final String dataset;
  private final String split;
  private final IdxFile images;
  private final byte[] labels;
  private volatile byte[] pixels;

  private IdxImages(String dataset, String split, IdxFile images, byte[] labels) {
    this.dataset = dataset;
    this.split = split;
    this.images = images;
    this.labels = labels;
  }

  static IdxImages open(
      String dataset, String split, int classes, ByteSource images, ByteSource labels) {
    IdxFile imageFile = IdxFile.open(images, 3);
    byte[] labelValues = IdxFile.open(labels, 1).values();
    if (labelValues.length != imageFile.dimension(0)) {
      throw new DatasetException(
          String.format(
              Locale.ROOT,
              "[%d] labels in [%s], but [%d] images in [%s]; fetch both again",
              labelValues.length,
              labels.name(),
              imageFile.dimension(0),
              images.name()));
    }
    for (int i = 0; i < labelValues.length; i++) {
      if ((labelValues[i] & 0xFF) >= classes) {
        throw new DatasetException(
            String.format(
                Locale.ROOT,
                "label [%d] at %d in [%s] is not below %d; fetch it again",
                labelValues[i] & 0xFF,
                i,
                labels.name(),
                classes));
      }
    }
    if (imageFile.dimension(1) == 0 || imageFile.dimension(2) == 0) {
      throw new DatasetException(
          "IDX file [%s] holds empty images; fetch it again".formatted(images.name()));
    }
    return new IdxImages(dataset, split, imageFile, labelValues);
  }

  ImageShape shape() {
    return new ImageShape(1, images.dimension(1), images.dimension(2));
  }

  @Override
  public int size() {
    return labels.length;
  }

  @Override
  public LabelledImage get(int index) {
    byte[] all = pixels();
    int imageSize = shape().size();
    byte[] own = Arrays.copyOfRange(all, index * imageSize, (index + 1) * imageSize);
    List<Integer> claimed = List.of(1, images.dimension(1), images.dimension(2));
    return new LabelledImage(
        Dataset.id(dataset, split, index),
        EncodedImage.raw(own, claimed),
        labels[index],
        dataset + " " + split);
  }

  private byte[] pixels() {
    if (pixels == null) {
      synchronized (this) {
        if (pixels == null) {
          pixels = images.values();
        }
      }
    }
    return pixels;
  }
}
