package io.qahan.trainer.retrain;

import io.qahan.ingest.model.StoredModel;
import io.qahan.schemas.avro.Image;
import io.qahan.schemas.avro.Label;
import io.qahan.schemas.codec.Codec;
import io.qahan.schemas.codec.UndecodableRecordException;
import io.qahan.schemas.topic.ImageId;
import io.qahan.schemas.topic.ReadToEnd;
import io.qahan.schemas.topic.RejectedRecordException;
import io.qahan.schemas.topic.Topic;
import io.qahan.schemas.topic.Topics;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;

/**
 * Finds the labelled images of a window of the log. The log is read twice: which images there are,
 * and what their labels are; ids are in memory, no pixels. The newest label of an image counts: of
 * one partition by its offset, of several by its time. Of the images of before the window those are
 * taken whose ids have the least hash, so that the same log gives the same ones. For one thread.
 */
final class WindowSearch {
  private static final int TOLD_EVERY = 50_000;

  /** Where a record lies; the order is that of time. */
  record Place(long time, TopicPartition partition, long offset, String id)
      implements Comparable<Place> {
    private static final Comparator<Place> ORDER =
        Comparator.comparingLong(Place::time)
            .thenComparingInt(place -> place.partition().partition())
            .thenComparingLong(Place::offset);

    @Override
    public int compareTo(Place other) {
      return ORDER.compare(this, other);
    }

    private static Place of(ConsumerRecord<byte[], byte[]> record, String id) {
      return new Place(
          record.timestamp(),
          new TopicPartition(record.topic(), record.partition()),
          record.offset(),
          id);
    }

    /** Whether it was written after another, as far as can be told. */
    private boolean isAfter(Place other) {
      return partition.equals(other.partition) ? offset > other.offset : time > other.time;
    }

    /** The same for an id wherever it lies, and as good as random. */
    private long lot() {
      return new SplittableRandom(id.hashCode()).nextLong();
    }
  }

  private record Labelled(int label, Place place) {}

  /**
   * What was found.
   *
   * @param places of the images that have a label of the model, oldest first
   * @param labels by id; of others too
   * @param counts without what becomes of the pixels
   */
  record Found(List<Place> places, Map<String, Integer> labels, WindowCounts counts) {}

  private final LogWindow window;
  private final StoredModel model;
  private final WindowReader.Log log;
  private final Consumer<String> told;
  private final int room;

  private final Map<String, Place> images = new HashMap<>();
  private final TreeSet<Place> order = new TreeSet<>();
  private final TreeSet<Place> earlier =
      new TreeSet<>(Comparator.comparingLong(Place::lot).thenComparing(Comparator.naturalOrder()));
  private final Map<String, Labelled> labels = new HashMap<>();
  private final Set<String> corrected = new HashSet<>();
  private int repeated;
  private int leftOut;
  private int unreadable;

  /**
   * @param room for so many images, besides those of before the window
   * @param told a line now and then, for a person
   */
  WindowSearch(
      LogWindow window, StoredModel model, WindowReader.Log log, int room, Consumer<String> told) {
    this.window = window;
    this.model = model;
    this.log = log;
    this.room = room;
    this.told = told;
  }

  /**
   * Searches.
   *
   * @throws UnusableWindowException if there is nothing to learn from
   */
  Found found() {
    findImages();
    if (order.isEmpty()) {
      throw new UnusableWindowException(
          "There is no image in the window of [%s]. Does it begin too late, or did retention remove them?"
              .formatted(log.names().of(Topics.IMAGES)));
    }
    findLabels();
    List<Place> wanted = order.stream().filter(place -> isOfClass(place.id())).toList();
    List<Place> before =
        earlier.stream().filter(place -> isOfClass(place.id())).limit(window.before()).toList();
    int unlabelled = (int) order.stream().filter(p -> !labels.containsKey(p.id())).count();
    int unknown = order.size() - unlabelled - wanted.size();
    if (wanted.isEmpty()) {
      throw new UnusableWindowException(nothingToLearn(unlabelled, unknown));
    }
    Map<String, Integer> numbers = new HashMap<>();
    labels.forEach((id, labelled) -> numbers.put(id, labelled.label()));
    return new Found(
        Stream.concat(before.stream(), wanted.stream()).sorted().toList(),
        numbers,
        new WindowCounts(
            order.size() + before.size(),
            repeated,
            unlabelled,
            corrected.size(),
            unknown,
            0,
            0,
            leftOut,
            unreadable,
            wanted.size() + before.size(),
            before.size()));
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

  private boolean isOfClass(String id) {
    Labelled labelled = labels.get(id);
    return labelled != null && labelled.label() >= 0 && labelled.label() < model.classes().size();
  }

  /** Which images there are: the newest, as many as there is room for, and some of before. */
  private void findImages() {
    Codec<Image> codec = log.codecs().of(Topics.IMAGES);
    Place[] first = new Place[1];
    read(
        Topics.IMAGES,
        window.isOfMore() ? Instant.EPOCH : window.from(),
        record -> {
          if (record.timestamp() < window.from().toEpochMilli() && window.before() == 0) {
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
          Place place = Place.of(record, id);
          if (window.fromImage().filter(id::equals).isPresent()) {
            first[0] = place;
          }
          image(place, own);
        });
    if (first[0] != null) {
      beginAt(first[0].time());
    } else if (window.fromImage().isPresent()) {
      told.accept("the image that the window was to begin at is gone: it begins with the oldest");
    }
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
    own.ifPresent(label -> labels.put(place.id(), new Labelled(label, place)));
    if (place.time() < window.from().toEpochMilli()) {
      keepEarlier(place);
      return;
    }
    order.add(place);
    while (order.size() > room) {
      Place oldest = order.pollFirst();
      if (window.before() > 0 && window.fromImage().isPresent()) {
        keepEarlier(oldest); // whether it is of before is known at the end
      } else {
        leftOut++;
        forget(oldest);
      }
    }
  }

  private void keepEarlier(Place place) {
    earlier.add(place);
    if (earlier.size() > window.candidatesBefore()) {
      forget(earlier.last());
    }
  }

  /** What is older belongs to the images of before; what is not, and had no room, to nothing. */
  private void beginAt(long time) {
    for (Place place : List.copyOf(earlier)) {
      if (place.time() >= time) {
        leftOut++;
        forget(place);
      }
    }
    while (!order.isEmpty() && order.first().time() < time) {
      Place older = order.pollFirst();
      if (window.before() > 0) {
        keepEarlier(older);
      } else {
        forget(older);
      }
    }
  }

  private void forget(Place place) {
    order.remove(place);
    earlier.remove(place);
    images.remove(place.id());
    labels.remove(place.id());
  }

  private void findLabels() {
    Codec<Label> codec = log.codecs().of(Topics.LABELS);
    long oldest =
        Stream.concat(order.stream(), earlier.stream()).mapToLong(Place::time).min().orElseThrow();
    read(
        Topics.LABELS,
        Instant.ofEpochMilli(Math.max(0, oldest)).minus(window.labelsBefore()),
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
        long few = topic.equals(Topics.IMAGES) ? ends.get(partition) - window.offsets() : 0;
        consumer.seek(partition, Math.max(begins.get(partition), Math.max(begin, few)));
      }
      int[] read = new int[1];
      ReadToEnd.all(
          consumer,
          record -> {
            visitor.accept(record);
            if (++read[0] % TOLD_EVERY == 0) {
              told.accept(String.format(Locale.ROOT, "reading [%s]: %,d records", name, read[0]));
            }
          });
    }
  }
}
