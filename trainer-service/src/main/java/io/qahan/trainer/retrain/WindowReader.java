package io.qahan.trainer.retrain;

import io.qahan.ingest.image.EncodedImage;
import io.qahan.ingest.image.ImageLimits;
import io.qahan.ingest.image.UndecodableImageException;
import io.qahan.ingest.image.decode.BusyException;
import io.qahan.ingest.image.decode.ImageDecoder;
import io.qahan.ingest.model.StoredModel;
import io.qahan.schemas.codec.Codecs;
import io.qahan.schemas.codec.UndecodableRecordException;
import io.qahan.schemas.topic.ReadToEnd;
import io.qahan.schemas.topic.TopicNames;
import io.qahan.schemas.topic.Topics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.common.TopicPartition;

/**
 * Brings the labelled images of a window of the log into a directory: {@link WindowSearch} finds
 * them, and the log is read a third time for their pixels. What is in memory are the ids of the
 * window, and what is on disk the images that are learned from. For one thread.
 */
public final class WindowReader {
  private static final int TOLD_EVERY = 5_000;

  /**
   * Where the log is.
   *
   * @param consumers gives consumers without a group that see what is committed
   */
  public record Log(
      Supplier<org.apache.kafka.clients.consumer.Consumer<byte[], byte[]>> consumers,
      TopicNames names,
      Codecs codecs) {}

  private final Log log;
  private final Path directory;
  private final Consumer<String> told;
  private final ImageDecoder decoder;
  private int undecodable;
  private int gone;

  private WindowReader(StoredModel model, Log log, Path directory, Consumer<String> told) {
    this.log = log;
    this.directory = directory;
    this.told = told;
    this.decoder =
        new ImageDecoder(
            model.features().shape().input(), ImageLimits.DEFAULT.with(model.otherSize()));
  }

  /**
   * Reads a window; what the directory had of another is gone then.
   *
   * @param model whose shape the images are decoded to, and whose classes the labels are
   * @param told a line now and then, for a person
   * @return the caller's to close
   * @throws UnusableWindowException if there is nothing to learn from, or no room for it
   * @throws org.apache.kafka.common.KafkaException if the brokers do not answer
   */
  public static WindowImages read(
      LogWindow window, StoredModel model, Log log, Path directory, Consumer<String> told)
      throws IOException {
    return new WindowReader(model, log, directory, told).read(window, model);
  }

  private WindowImages read(LogWindow window, StoredModel model) throws IOException {
    WindowImages.begin(Files.createDirectories(directory));
    int room = window.room(decoder.target().size());
    WindowSearch.Found found = new WindowSearch(window, model, log, room, told).found();
    checkRoom(found.places().size());
    Map<WindowSearch.Place, Integer> slots = keepPixels(found.places());
    List<WindowSearch.Place> usable = found.places().stream().filter(slots::containsKey).toList();
    return WindowImages.finish(
        directory,
        new WindowImages.Index(
            decoder.target().toString(),
            usable.stream().map(WindowSearch.Place::id).toList(),
            usable.stream().mapToInt(place -> found.labels().get(place.id())).toArray(),
            usable.stream().mapToInt(slots::get).toArray(),
            usable.stream().mapToLong(WindowSearch.Place::time).toArray(),
            found.counts().withPixels(undecodable, gone, usable.size())));
  }

  private void checkRoom(int count) throws IOException {
    long needed = (long) count * decoder.target().size();
    long free = Files.getFileStore(directory).getUsableSpace();
    if (needed > free) {
      throw new UnusableWindowException(
          String.format(
              Locale.ROOT,
              "The window takes %,d MiB in [%s], where %,d MiB are free. Give a directory with more room (--work), or fewer images (--last, --cache-mib).",
              needed >> 20,
              directory,
              free >> 20));
    }
  }

  /** Decodes the images and writes them one behind the other; gives the place of each. */
  private Map<WindowSearch.Place, Integer> keepPixels(List<WindowSearch.Place> wanted)
      throws IOException {
    Map<TopicPartition, Map<Long, WindowSearch.Place>> byOffset = new HashMap<>();
    wanted.forEach(
        place ->
            byOffset
                .computeIfAbsent(place.partition(), unused -> new HashMap<>())
                .put(place.offset(), place));
    Map<WindowSearch.Place, Integer> slots = new HashMap<>();
    try (FileChannel file =
            FileChannel.open(
                WindowImages.pixelFile(directory),
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE);
        var consumer = log.consumers().get()) {
      List<TopicPartition> partitions = new ArrayList<>(byOffset.keySet());
      consumer.assign(partitions);
      Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions);
      byOffset.forEach(
          (partition, places) ->
              consumer.seek(
                  partition,
                  Math.max(
                      begins.get(partition),
                      places.keySet().stream().mapToLong(Long::longValue).min().orElseThrow())));
      ReadToEnd.all(
          consumer,
          record -> {
            Map<Long, WindowSearch.Place> places =
                byOffset.get(new TopicPartition(record.topic(), record.partition()));
            WindowSearch.Place place = places.remove(record.offset());
            if (place != null) {
              keep(place, record.value(), file, slots, wanted.size());
            }
          });
      gone = byOffset.values().stream().mapToInt(Map::size).sum();
      file.force(true);
      return slots;
    } catch (IOException | UncheckedIOException e) {
      WindowImages.forget(directory); // a full disk has no use for a part of it
      throw new UnusableWindowException(
          "The images cannot be kept in [%s] (%s). Give a directory with more room (--work), or fewer images (--last, --cache-mib)."
              .formatted(directory, e.getMessage()),
          e);
    }
  }

  private void keep(
      WindowSearch.Place place,
      byte[] value,
      FileChannel file,
      Map<WindowSearch.Place, Integer> slots,
      int of) {
    byte[] pixels;
    try {
      pixels =
          decoder.decode(EncodedImage.of(log.codecs().of(Topics.IMAGES).decode(value))).pixels();
    } catch (UndecodableRecordException
        | UndecodableImageException
        | BusyException
        | IllegalArgumentException e) {
      undecodable++;
      return;
    }
    try {
      ByteBuffer left = ByteBuffer.wrap(pixels);
      while (left.hasRemaining()) {
        file.write(left);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    slots.put(place, slots.size());
    if (slots.size() % TOLD_EVERY == 0) {
      told.accept(String.format(Locale.ROOT, "keeping images: %,d of %,d", slots.size(), of));
    }
  }
}
