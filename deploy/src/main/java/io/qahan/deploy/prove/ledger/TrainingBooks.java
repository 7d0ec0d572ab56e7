package io.qahan.deploy.prove.ledger;

import io.qahan.deploy.prove.ledger.Breach.Promise;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.avro.generic.GenericRecord;

/** Labels, what they led to in the training log, and what the states say of it. For one thread. */
final class TrainingBooks {
  private final long retention;
  private final Map<String, Image> images = new HashMap<>();
  private final Map<String, Log> logs = new HashMap<>();
  private final Set<Long> refusedLabels = new HashSet<>();
  private final Set<Long> refusedExamples = new HashSet<>();
  private final List<Breach> found = new ArrayList<>();
  private boolean logBeginsLater;
  private long since = Long.MIN_VALUE;
  private long labels;
  private long examples;
  private long corrections;

  /** A label as it stands in its topic; without a class if it cannot be read. */
  private record Given(int partition, long place, long time, OptionalInt label) {}

  private record Step(int revision, int label, Integer previous) {}

  /** What one id has. */
  private static final class Image {
    private final List<Given> given = new ArrayList<>(1);
    private final List<Step> steps = new ArrayList<>(1);
    private Integer inside; // the class in the image's own record
    private long featuresAt = Long.MAX_VALUE;
    private boolean featuresRefused;
  }

  /** The examples of a model in order, and its states. */
  private static final class Log {
    private final List<long[]> taken = new ArrayList<>(); // offset, release
    private final List<long[]> states = new ArrayList<>(); // offset, nextOffset, examples
  }

  /**
   * @param retention how long an image waits for its label, in milliseconds
   */
  TrainingBooks(long retention) {
    this.retention = retention;
  }

  void beginLater() {
    logBeginsLater = true;
  }

  void judgeSince(long time) {
    since = Math.max(since, time);
  }

  void labelled(String id, int partition, long offset, long time, OptionalInt label) {
    labels++;
    of(id).given.add(new Given(partition, Ledger.place(partition, offset), time, label));
  }

  /** Ingest sends a label that comes inside an image on, in a record of its own. */
  void labelledInside(String id, int label) {
    of(id).inside = label;
  }

  void labelRefused(long place) {
    refusedLabels.add(place);
  }

  void features(String id, long time) {
    of(id).featuresAt = time;
  }

  void featuresRefused(String id) {
    of(id).featuresRefused = true;
  }

  void exampleRefused(long place) {
    refusedExamples.add(place);
  }

  void example(String model, long offset, GenericRecord example) {
    if (!example.get("kind").toString().equals("EXAMPLE")) {
      return;
    }
    examples++;
    logs.computeIfAbsent(model, key -> new Log())
        .taken
        .add(new long[] {offset, (Long) example.get("modelRelease")});
    int revision = (Integer) example.get("revision");
    corrections += revision > 0 ? 1 : 0;
    of(example.get("imageId").toString())
        .steps
        .add(
            new Step(
                revision, (Integer) example.get("label"), (Integer) example.get("previousLabel")));
  }

  void state(String model, long offset, GenericRecord state) {
    logs.computeIfAbsent(model, key -> new Log())
        .states
        .add(new long[] {offset, (Long) state.get("nextOffset"), (Long) state.get("examples")});
  }

  /**
   * @param until what came after then may be under way
   * @param reused whether more than one image had an id
   */
  Judgement.Training judge(long until, Predicate<String> reused, List<Breach> breaches) {
    found.clear();
    long labelled = 0;
    long underWay = 0;
    for (Map.Entry<String, Image> entry : images.entrySet()) {
      String id = entry.getKey();
      Image image = entry.getValue();
      List<Given> usable =
          image.given.stream()
              .filter(given -> given.label().isPresent() && !refusedLabels.contains(given.place()))
              .toList();
      labelled += usable.isEmpty() ? 0 : 1;
      boolean sole = !reused.test(id);
      boolean ordered = sole && isOrdered(id, image.steps);
      boolean complete = image.given.isEmpty() ? since == Long.MIN_VALUE : isKept(image.given);
      if (ordered && complete && !logBeginsLater) {
        underWay += judgeLabels(id, image, usable, until) ? 0 : 1;
      }
    }
    long trained = 0;
    long states = 0;
    for (Map.Entry<String, Log> log : logs.entrySet()) {
      states += log.getValue().states.size();
      trained += judgeStates(log.getKey(), log.getValue());
      underWay += waiting(log.getValue());
    }
    breaches.addAll(found);
    return new Judgement.Training(
        labels, labelled, examples, corrections, trained, states, underWay);
  }

  private boolean isKept(List<Given> given) {
    return given.stream().allMatch(label -> label.time() >= since);
  }

  /** Each revision of an image's label once, one after the other, from the class before. */
  private boolean isOrdered(String id, List<Step> steps) {
    int before = found.size();
    judgeOrder(id, steps);
    return found.size() == before;
  }

  private void judgeOrder(String id, List<Step> steps) {
    for (int i = 0; i < steps.size(); i++) {
      Step step = steps.get(i);
      Integer before = i == 0 ? null : Integer.valueOf(steps.get(i - 1).label());
      int expected = i == 0 ? 0 : steps.get(i - 1).revision() + 1;
      if (i == 0 && logBeginsLater) {
        continue;
      }
      if (step.revision() < expected) {
        twice(id, "revision %s of its label is in the log again".formatted(step.revision()));
      } else if (step.revision() > expected) {
        skipped(
            id,
            String.format(
                Locale.ROOT, "revision %d follows where %d is due", step.revision(), expected));
      } else if (!Objects.equals(step.previous(), before)) {
        skipped(
            id,
            "revision %s is said to follow class %s, and follows %s"
                .formatted(step.revision(), step.previous(), before));
      } else if (i > 0 && step.label() == before) {
        twice(id, "revision %s has the class of the one before".formatted(step.revision()));
      }
    }
  }

  /** Holds an image's examples against its labels; false if it may be too soon for that. */
  private boolean judgeLabels(String id, Image image, List<Given> usable, long until) {
    if (image.inside != null
        && image.featuresAt <= until
        && image.given.stream()
            .noneMatch(given -> given.label().equals(OptionalInt.of(image.inside)))) {
      skipped(id, "the label inside it, %s, was not sent on".formatted(image.inside));
    }
    if (usable.isEmpty()) {
      if (!image.steps.isEmpty()) {
        twice(id, "it is in the training log, and nobody gave it a label");
      }
      return true;
    }
    long newest = usable.stream().mapToLong(Given::time).max().orElseThrow();
    if (image.featuresAt == Long.MAX_VALUE || image.featuresRefused) {
      return true; // not answered, or not with features that can be learned from
    }
    boolean early = newest > until || image.featuresAt > until;
    if (image.steps.isEmpty()) {
      if (!early && Math.abs(newest - image.featuresAt) < retention) {
        skipped(id, "it has features and a label, and is not in the training log");
      }
      return !early;
    }
    Set<Integer> last = new HashSet<>(lastOfEachPartition(usable).values());
    if (last.size() == 1 && image.steps.size() > changes(usable)) {
      twice(
          id,
          String.format(
              Locale.ROOT,
              "%d examples of %d labels that differ from the one before",
              image.steps.size(),
              changes(usable)));
      return true;
    }
    int trained = image.steps.get(image.steps.size() - 1).label();
    if (last.contains(trained)) {
      return true;
    }
    if (!early && newest - image.featuresAt < retention) {
      skipped(id, "its newest label is %s, and %s was trained on last".formatted(last, trained));
    }
    return !early;
  }

  private static Map<Integer, Integer> lastOfEachPartition(List<Given> usable) {
    Map<Integer, Integer> last = new HashMap<>();
    usable.forEach(given -> last.put(given.partition(), given.label().getAsInt()));
    return last;
  }

  /** How many labels differ from the one before them, the first included. */
  private static int changes(List<Given> usable) {
    int changes = 0;
    OptionalInt before = OptionalInt.empty();
    for (Given given : usable) {
      changes += given.label().equals(before) ? 0 : 1;
      before = given.label();
    }
    return changes;
  }

  /**
   * What each state counts is what stands in the log before its place, without what was refused or
   * is of a release before.
   *
   * @return what the newest state counts
   */
  private long judgeStates(String model, Log log) {
    List<Long> counted = new ArrayList<>();
    long release = 0;
    for (long[] example : log.taken) {
      if (example[1] >= release && !refusedExamples.contains(Ledger.place(0, example[0]))) {
        counted.add(example[0]);
      }
      release = Math.max(release, example[1]);
    }
    long missing = Long.MIN_VALUE;
    for (long[] state : log.states) {
      long before = before(counted, state[1]);
      if (missing == Long.MIN_VALUE) {
        missing = logBeginsLater ? state[2] - before : 0;
      }
      long difference = state[2] - before - missing;
      if (difference != 0) {
        String what =
            String.format(
                Locale.ROOT,
                "the state at offset %d counts %d examples, and %d stand before %d",
                state[0],
                state[2],
                before + missing,
                state[1]);
        if (difference > 0) {
          twice(model, what);
        } else {
          skipped(model, what);
        }
        missing += difference; // told once, not again with each state that follows
      }
    }
    return log.states.isEmpty() ? 0 : log.states.get(log.states.size() - 1)[2];
  }

  private static long before(List<Long> ascending, long offset) {
    int from = 0;
    int to = ascending.size();
    while (from < to) {
      int middle = (from + to) >>> 1;
      if (ascending.get(middle) < offset) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    return from;
  }

  /** Examples that no state counts yet: they may be under way. */
  private static long waiting(Log log) {
    if (log.taken.isEmpty()) {
      return 0;
    }
    long next = log.states.isEmpty() ? 0 : log.states.get(log.states.size() - 1)[1];
    return log.taken.stream().filter(example -> example[0] >= next).count();
  }

  private void twice(String subject, String detail) {
    found.add(new Breach(Promise.TRAINED_TWICE, subject, detail));
  }

  private void skipped(String subject, String detail) {
    found.add(new Breach(Promise.SKIPPED, subject, detail));
  }

  private Image of(String id) {
    return images.computeIfAbsent(id, key -> new Image());
  }
}
