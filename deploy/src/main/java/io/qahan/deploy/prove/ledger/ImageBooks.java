package io.qahan.deploy.prove.ledger;

import io.qahan.deploy.prove.ledger.Breach.Promise;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.avro.generic.GenericRecord;

/** What was accepted, and what came of it. Times are milliseconds since 1970. For one thread. */
final class ImageBooks {
  private static final long NEVER = 0;

  private final long deadline;
  private final boolean fromRecord;
  private final long dedupe;
  private final Map<String, Image> images = new HashMap<>();
  private final Set<Long> letters = new HashSet<>();
  private final List<String> letteredAgain = new ArrayList<>();
  private long accepted;
  private long degraded;
  private long admittedLate;
  private long since = Long.MIN_VALUE;
  private long ended;

  private static final class Image {
    private int records;
    private int letters;
    private int answers;
    private int features;
    private boolean answeredTooSoon;
    private boolean saidInTime;
    private long acceptedAt = NEVER;
    private long arrivedAt = NEVER;
    private long answeredAt = NEVER;
    private long seenAt = NEVER;
  }

  /**
   * @param deadline of an answer
   * @param fromRecord whether it counts from the time of the record, and not from when ingest took
   *     it
   * @param dedupe for how long an id is not answered again
   */
  ImageBooks(long deadline, boolean fromRecord, long dedupe) {
    this.deadline = deadline;
    this.fromRecord = fromRecord;
    this.dedupe = dedupe;
  }

  void judgeSince(long time) {
    since = Math.max(since, time);
  }

  void accepted(String id, long time) {
    Image image = of(id);
    image.records++;
    image.acceptedAt = time;
    accepted++;
  }

  void refused(String id, long place) {
    if (!letters.add(place)) {
      letteredAgain.add(id);
      return;
    }
    Image image = of(id);
    image.letters++;
    ended += image.letters + image.answers == 1 ? 1 : 0;
  }

  void answered(String id, GenericRecord prediction, long time, long seenAt) {
    Image image = of(id);
    image.answers++;
    ended += image.letters + image.answers == 1 ? 1 : 0;
    image.answeredTooSoon |= image.answers > 1 && time - image.answeredAt < dedupe;
    image.answeredAt = time;
    if (image.answers > 1) {
      return;
    }
    image.seenAt = seenAt;
    image.saidInTime = (Boolean) prediction.get("deadlineMet");
    image.arrivedAt = (Long) prediction.get("predictedAt") - totalMillis(prediction);
    degraded += (Boolean) prediction.get("degraded") ? 1 : 0;
    admittedLate += image.saidInTime ? 0 : 1;
  }

  /** From the image's arrival at ingest to its answer. */
  private static long totalMillis(GenericRecord prediction) {
    for (Map.Entry<?, ?> stage : ((Map<?, ?>) prediction.get("stageMillis")).entrySet()) {
      if (stage.getKey().toString().equals("total")) {
        return Math.round((Double) stage.getValue());
      }
    }
    return 0;
  }

  void features(String id) {
    of(id).features++;
  }

  /** Whether an id may stand for more than one image. */
  boolean isReused(String id) {
    Image image = images.get(id);
    return image != null && image.records > 1;
  }

  long ended() {
    return ended;
  }

  AnswerLog log() {
    List<AnswerLog.Entry> entries = new ArrayList<>();
    images.values().stream()
        .filter(image -> image.records > 0)
        .forEach(image -> entries.add(new AnswerLog.Entry(image.acceptedAt, image.seenAt)));
    return new AnswerLog(entries);
  }

  Judgement.Images judge(long until, List<Breach> breaches) {
    long answered = 0;
    long lettered = 0;
    long underWay = 0;
    long seenLate = 0;
    long wronglyInTime = 0;
    long latest = 0;
    for (Map.Entry<String, Image> entry : images.entrySet()) {
      String id = entry.getKey();
      Image image = entry.getValue();
      answered += image.answers > 0 ? 1 : 0;
      lettered += image.letters;
      if (image.answers > 0) {
        long over = image.seenAt - deadline - (fromRecord ? image.acceptedAt : image.arrivedAt);
        latest = Math.max(latest, over);
        seenLate += over > 0 ? 1 : 0;
        wronglyInTime += over > 0 && image.saidInTime ? 1 : 0;
      }
      if (image.acceptedAt < since) {
        continue; // what became of it may be gone, or the image itself is
      }
      int answerable = image.records - image.letters;
      if (image.answers == 0 && answerable > 0) {
        if (image.acceptedAt > until) {
          underWay++;
        } else {
          breaches.add(new Breach(Promise.LOST, id, "accepted, and neither answer nor letter"));
        }
      }
      if (image.answers > answerable || image.answeredTooSoon) {
        breaches.add(
            new Breach(
                Promise.TWICE,
                id,
                String.format(
                    Locale.ROOT,
                    "%d answers and %d letters to %d records",
                    image.answers,
                    image.letters,
                    image.records)));
      }
      if (image.features != image.answers && image.answeredAt <= until) {
        breaches.add(
            new Breach(
                Promise.FEATURES,
                id,
                String.format(
                    Locale.ROOT, "%d features to %d answers", image.features, image.answers)));
      }
    }
    letteredAgain.forEach(
        id -> breaches.add(new Breach(Promise.TWICE, id, "one record became two dead letters")));
    return new Judgement.Images(
        accepted,
        answered,
        lettered,
        underWay,
        degraded,
        admittedLate,
        seenLate,
        wronglyInTime,
        latest);
  }

  private Image of(String id) {
    return images.computeIfAbsent(id, key -> new Image());
  }
}
