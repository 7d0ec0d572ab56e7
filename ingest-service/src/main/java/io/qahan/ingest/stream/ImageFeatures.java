package io.qahan.ingest.stream;

import io.qahan.ingest.image.EncodedImage;
import io.qahan.ingest.image.PixelImage;
import io.qahan.ingest.image.UndecodableImageException;
import io.qahan.ingest.image.decode.BusyException;
import io.qahan.ingest.image.decode.ImageDecoder;
import io.qahan.ingest.serving.ImageModel;
import io.qahan.ingest.serving.ServedModel;
import io.qahan.ingest.serving.ServingModels;
import io.qahan.schemas.avro.Image;
import io.qahan.schemas.codec.Codec;
import io.qahan.schemas.topic.RejectedRecordException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * From the bytes of an image record to its features: decoded, then through the conv stack together
 * with what was polled behind it, which costs a fraction of one pass for each. Only what decodes
 * within milliseconds comes along; nobody waits for another image's trouble, or gets it. Thread
 * safe.
 */
final class ImageFeatures {
  /** The most that one pass makes, so that large features do not come in dozens. */
  private static final int BATCH_FLOATS = 2 << 20;

  /**
   * What an image record has in it.
   *
   * @param served the version of the model whose features they are
   * @param values C x H x W
   * @param decodeMillis what decoding took
   * @param convMillis its share of the pass through the conv stack
   */
  @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
  record Features(
      ServedModel served, Image image, float[] values, double decodeMillis, double convMillis) {}

  private record Decoded(Image image, PixelImage pixels, double millis) {}

  private final Codec<Image> codec;
  private final ServingModels models;
  private final PolledImages polled;
  private final LongSupplier nanoTime;

  ImageFeatures(
      Codec<Image> codec, ServingModels models, PolledImages polled, LongSupplier nanoTime) {
    this.codec = codec;
    this.models = models;
    this.polled = polled;
    this.nanoTime = nanoTime;
  }

  /**
   * The features of one image record, by the version of the model that serves now.
   *
   * @param place where it lies
   * @param value the array that was polled
   * @throws RejectedRecordException if it is no such record, or its image cannot be used
   */
  Features of(RecordMetadata place, byte[] value) throws RejectedRecordException {
    TopicPartition partition = new TopicPartition(place.topic(), place.partition());
    while (true) {
      ServedModel served = models.current();
      if (served.enter()) { // else another took over just now
        try {
          List<PolledImages.Polled> records =
              polled.from(
                  partition,
                  place.offset(),
                  value,
                  batchOf(served.model()),
                  record -> !isOf(served, record));
          Features features =
              isOf(served, records.get(0)) ? records.get(0).features() : computed(served, records);
          checkFinite(features);
          return features;
        } finally {
          served.leave();
        }
      }
    }
  }

  /** Of one image, so that those that were computed with it are not hurt. */
  private static void checkFinite(Features features) throws RejectedRecordException {
    float[] values = features.values();
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        throw new RejectedRecordException(
            "features",
            "not-finite",
            String.format(
                Locale.ROOT,
                "feature [%d] of the image is [%s]: the network [%s] has no answer for it; leave such"
                    + " images out, or check the network",
                i,
                values[i],
                features.served().model().convVersion()));
      }
    }
  }

  private static int batchOf(ImageModel model) {
    int features = model.attention().grid().features();
    return Math.max(1, Math.min(IngestProperties.MAX_POLL_RECORDS, BATCH_FLOATS / features));
  }

  /** What was computed by another version, before a change, is not used. */
  private static boolean isOf(ServedModel served, PolledImages.Polled record) {
    return record.features() != null && record.features().served() == served;
  }

  private Features computed(ServedModel served, List<PolledImages.Polled> records)
      throws RejectedRecordException {
    ImageDecoder decoder = served.model().decoder();
    List<Decoded> decoded = new ArrayList<>();
    List<PolledImages.Polled> others = new ArrayList<>();
    decoded.add(decoded(decoder, records.get(0).value()));
    for (PolledImages.Polled record : records.subList(1, records.size())) {
      quickly(decoder, record.value())
          .ifPresent(
              image -> {
                decoded.add(image);
                others.add(record);
              });
    }
    List<Features> all = convolved(served, decoded);
    for (int i = 1; i < all.size(); i++) {
      others.get(i - 1).features(all.get(i));
    }
    return all.get(0);
  }

  private Decoded decoded(ImageDecoder decoder, byte[] value) throws RejectedRecordException {
    long start = nanoTime.getAsLong();
    Image image = codec.decodeAt("decode", value);
    PixelImage pixels = pixelsOf(decoder, image);
    return new Decoded(image, pixels, (nanoTime.getAsLong() - start) / 1e6);
  }

  private static PixelImage pixelsOf(ImageDecoder decoder, Image image)
      throws RejectedRecordException {
    try {
      return decoder.decode(EncodedImage.of(image));
    } catch (UndecodableImageException e) {
      throw new RejectedRecordException("decode", e.reason().slug(), e.getMessage(), e);
    } catch (BusyException e) { // half a minute: something is stuck, but the line must go on
      throw new RejectedRecordException(
          "decode", "decode-busy", e.getMessage() + "; nothing is wrong with it: replay it", e);
    } catch (RuntimeException e) { // hostile bytes against a decoder that is not ours
      throw new RejectedRecordException(
          "decode", "unexpected", "the image cannot be decoded: " + e, e);
    }
  }

  /** Nothing if it takes long, or cannot be decoded: that is told when it is its turn. */
  private Optional<Decoded> quickly(ImageDecoder decoder, byte[] value) {
    try {
      long start = nanoTime.getAsLong();
      Image image = codec.decodeAt("decode", value);
      Optional<PixelImage> pixels = decoder.decodeIfQuick(EncodedImage.of(image));
      double millis = (nanoTime.getAsLong() - start) / 1e6;
      return pixels.map(decoded -> new Decoded(image, decoded, millis));
    } catch (RejectedRecordException | UndecodableImageException | RuntimeException e) {
      return Optional.empty();
    }
  }

  /** All of them, or the first alone if they cannot be computed together. */
  private List<Features> convolved(ServedModel served, List<Decoded> images)
      throws RejectedRecordException {
    try {
      long start = nanoTime.getAsLong();
      float[][] features =
          served.model().conv().apply(images.stream().map(Decoded::pixels).toList());
      double share = (nanoTime.getAsLong() - start) / 1e6 / images.size();
      List<Features> all = new ArrayList<>();
      for (int i = 0; i < images.size(); i++) {
        Decoded image = images.get(i);
        all.add(new Features(served, image.image(), features[i], image.millis(), share));
      }
      return all;
    } catch (RuntimeException e) { // whatever it is, it must not stop the line
      if (images.size() > 1) {
        return convolved(served, images.subList(0, 1));
      }
      throw new RejectedRecordException(
          "features", "unexpected", "the image cannot be prepared: " + e, e);
    }
  }
}
