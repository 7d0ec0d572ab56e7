package io.qahan.trainer.retrain;

import io.qahan.ingest.image.EncodedImage;
import io.qahan.ingest.image.ImageLimits;
import io.qahan.ingest.image.UndecodableImageException;
import io.qahan.ingest.image.decode.BusyException;
import io.qahan.ingest.image.decode.ImageDecoder;
import io.qahan.ingest.model.StoredModel;
import io.qahan.schemas.avro.Image;
import io.qahan.schemas.codec.Codec;
import io.qahan.schemas.codec.Codecs;
import io.qahan.schemas.codec.UndecodableRecordException;
import io.qahan.schemas.topic.ImageId;
import io.qahan.schemas.topic.ReadToEnd;
import io.qahan.schemas.topic.RejectedRecordException;
import io.qahan.schemas.topic.Topic;
import io.qahan.schemas.topic.TopicNames;
import io.qahan.schemas.topic.Topics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;

/**
 * Brings the labelled images of a window of the log into a directory. The log is read three times:
 * which images there are, what their labels are, and then the pixels of those that have one; so
 * what is in memory are the ids of the window, and what is on disk the images that are learned
 * from. The newest label of an image counts: of one partition by its offset, of several by its
 * time. For one thread.
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

  /** Where a record lies; the order is that of time. */
  private record Place(long time, TopicPartition partition, long offset, String id)
      implements Comparable<Place> {
    private static final Comparator<Place> ORDER =
        Comparator.comparingLong(Place::time)
            .thenComparingInt(place -> place.partition().partition())
            .thenComparingLong(Place::offset);

    @Override
    public int compareTo(Place other) {
      return ORDER.compare(this, other);
    }

    static Place of(ConsumerRecord<byte[], byte[]> record, String id) {
      return new Place(
          record.timestamp(),
          new TopicPartition(record.topic(), record.partition()),
          record.offset(),
          id);
    }

    /** Whether it was written after another, as far as can be told. */
    boolean isAfter(Place other) {
      return partition.equals(other.partition) ? offset > other.offset : time > other.time;
    }
  }

  private record Labelled(int label, Place place) {}

  private final LogWindow window;
  private final StoredModel model;
  private final Log log;
  private final Path directory;
  private final Consumer<String> told;
  private final ImageDecoder decoder;

  private final Map<String, Place> images = new HashMap<>();
  private final TreeSet<Place> order = new TreeSet<>();
  private final Map<String, Labelled> labels = new HashMap<>();
  private final Set<String> corrected = new HashSet<>();
  private int repeated;
  private int leftOut;
  private int unreadable;
  private int undecodable;
  private int gone;

  private WindowReader(
      LogWindow window, StoredModel model, Log log, Path directory, Consumer<String> told) {
    this.window = window;
    this.model = model;
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
    return new WindowReader(window, model, log, directory, told).read();
  }

  private WindowImages read() throws IOException {
    WindowImages.begin(Files.createDirectories(directory));
    findImages();
    if (images.isEmpty()) {
      throw new UnusableWindowException(
          "There is no image in the window of [%s]. Does it begin too late, or did retention remove them?"
              .formatted(log.names().of(Topics.IMAGES)));
    }
    findLabels();
    List<Place> wanted =
        order.stream().filter(place -> isOfClass(labels.get(place.id()))).toList(); // oldest first
    int unlabelled = (int) order.stream().filter(p -> !labels.containsKey(p.id())).count();
    int unknown = images.size() - unlabelled - wanted.size();
    if (wanted.isEmpty()) {
      throw new UnusableWindowException(nothingToLearn(unlabelled, unknown));
    }
    checkRoom(wanted.size());
    Map<Place, Integer> slots = keepPixels(wanted);
    List<Place> usable = wanted.stream().filter(slots::containsKey).toList();
    return WindowImages.finish(
        directory,
        new WindowImages.Index(
            decoder.target().toString(),
            usable.stream().map(Place::id).toList(),
            usable.stream().mapToInt(place -> labels.get(place.id()).label()).toArray(),
            usable.stream().mapToInt(slots::get).toArray(),
            usable.stream().mapToLong(Place::time).toArray(),
            new WindowCounts(
                images.size(),
                repeated,
                unlabelled,
                corrected.size(),
                unknown,
                undecodable,
                gone,
                leftOut,
                unreadable,
                usable.size())));
  }

  private String nothingToLearn(int unlabelled, int unknown) {
    return unknown == 0
        ? String.format(
            Locale.ROOT,
            "None of the %,d images in the window has a label in [%s]: there is nothing to learn from. Label some, or take a longer window.",
            unlabelled,
            log.names().of(Topics.LABELS))
        : String.format(
            Locale.ROOT,
            "None of the %,d labels in the window names a class of model [%s], which has %d. Is it the model that serves this stream?",
            unknown,
            model.name(),
            model.classes().size());
  }

  private boolean isOfClass(Labelled labelled) {
    return labelled != null && labelled.label() >= 0 && labelled.label() < model.classes().size();
  }

  /** Which images there are: the newest, as many as there is room for. */
  private void findImages() {
    int room = Math.max(1, window.room(decoder.target().size()));
    Codec<Image> codec = log.codecs().of(Topics.IMAGES);
    read(
        Topics.IMAGES,
        window.from(),
        record -> {
          if (record.timestamp() < window.from().toEpochMilli()) {
            return; // of a partition whose times are in no order
          }
          String id;
          OptionalInt own;
          try {
            id = ImageId.of(record.key());
            Integer label = codec.decode(record.value()).getLabel();
            own = label == null ? OptionalInt.empty() : OptionalInt.of(label);
          } catch (RejectedRecordException | UndecodableRecordException e) {
            unreadable++; // ingest dead-letters it
            return;
          }
          image(Place.of(record, id), own);
          while (order.size() > room) {
            leftOut++;
            forget(order.first());
          }
        });
  }

  private void image(Place place, OptionalInt own) {
    Place before = images.get(place.id());
    if (before != null) {
      repeated++;
      if (!place.isAfter(before)) {
        return;
      }
      forget(before);
    }
    images.put(place.id(), place);
    order.add(place);
    own.ifPresent(label -> labels.put(place.id(), new Labelled(label, place)));
  }

  private void forget(Place place) {
    order.remove(place);
    images.remove(place.id());
    labels.remove(place.id());
  }

  private void findLabels() {
    Codec<io.qahan.schemas.avro.Label> codec = log.codecs().of(Topics.LABELS);
    Instant oldest = Instant.ofEpochMilli(Math.max(0, order.first().time()));
    read(
        Topics.LABELS,
        oldest.minus(window.labelsBefore()),
        record -> {
          try {
            String id = ImageId.of(record.key());
            if (images.containsKey(id)) {
              label(id, codec.decode(record.value()).getLabel(), Place.of(record, id));
            }
          } catch (RejectedRecordException | UndecodableRecordException e) {
            unreadable++; // the trainer dead-letters it
          }
        });
  }

  private void label(String id, int label, Place place) {
    Labelled before = labels.get(id);
    if (before != null && before.label() != label) {
      corrected.add(id);
    }
    // What an image brought itself is older than any label of its own.
    boolean isOwn = before != null && before.place().partition().topic().equals(imageTopic());
    if (before == null || isOwn || place.isAfter(before.place())) {
      labels.put(id, new Labelled(label, place));
    }
  }

  private String imageTopic() {
    return log.names().of(Topics.IMAGES);
  }

  /** Reads a topic from a time on; from the very beginning only as much as can be of use. */
  private void read(
      Topic<?> topic, Instant from, Consumer<ConsumerRecord<byte[], byte[]>> visitor) {
    String name = log.names().of(topic);
    try (var consumer = log.consumers().get()) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(name).stream()
              .map(info -> new TopicPartition(name, info.partition()))
              .toList();
      if (partitions.isEmpty()) {
        throw new UnusableWindowException(
            "There is no topic [%s]. Is topic.prefix or input.prefix another one?".formatted(name));
      }
      consumer.assign(partitions);
      Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      Map<TopicPartition, Long> times = new HashMap<>();
      partitions.forEach(partition -> times.put(partition, Math.max(0, from.toEpochMilli())));
      Map<TopicPartition, OffsetAndTimestamp> found = consumer.offsetsForTimes(times);
      for (TopicPartition partition : partitions) {
        OffsetAndTimestamp at = found.get(partition);
        long begin = at == null ? ends.get(partition) : at.offset();
        // Markers of transactions have offsets too, in the worst case one a record.
        long few = topic.equals(Topics.IMAGES) ? ends.get(partition) - 2L * window.most() : 0;
        consumer.seek(partition, Math.max(begins.get(partition), Math.max(begin, few)));
      }
      int[] read = new int[1];
      ReadToEnd.all(
          consumer,
          record -> {
            visitor.accept(record);
            if (++read[0] % (10 * TOLD_EVERY) == 0) {
              told.accept(String.format(Locale.ROOT, "reading [%s]: %,d records", name, read[0]));
            }
          });
    }
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
  private Map<Place, Integer> keepPixels(List<Place> wanted) throws IOException {
    Map<TopicPartition, Map<Long, Place>> byOffset = new HashMap<>();
    wanted.forEach(
        place ->
            byOffset
                .computeIfAbsent(place.partition(), unused -> new HashMap<>())
                .put(place.offset(), place));
    Map<Place, Integer> slots = new HashMap<>();
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
            Map<Long, Place> places =
                byOffset.get(new TopicPartition(record.topic(), record.partition()));
            Place place = places.remove(record.offset());
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
      Place place, byte[] value, FileChannel file, Map<Place, Integer> slots, int of) {
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
