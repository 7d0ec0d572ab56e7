package io.qahan.deploy.operate.doctor;

import io.qahan.schemas.topic.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Whether what flows ends as it should: in answers of a trained head, and labels in training. */
final class FlowCheck {
  /**
   * What became of the newest records of a system, as its topics show it.
   *
   * @param deadLetters how many of the last hour, by base topic and cause; those sent back are not
   *     among them
   * @param answers how many of the newest answers were read
   * @param degraded how many of those are degraded
   * @param unanswered how many of those because no worker's mask came in time; for the rest workers
   *     had no time left
   * @param untrained how many of those head 0 gave, where that is one of zeros
   * @param newestHead the version that gave the newest answer; 0 without answers
   * @param repeated how many of those were of an image that another one had answered shortly before
   * @param labels how many of the newest labels were read
   * @param trained how many of those are among the newest training examples
   * @param unseen how many of the others are of images that are not among the newest masked
   *     features
   * @param example the id of one such label; empty if there is none
   */
  record Flow(
      Map<String, Map<String, Long>> deadLetters,
      long answers,
      long degraded,
      long unanswered,
      long untrained,
      long newestHead,
      long repeated,
      long labels,
      long trained,
      long unseen,
      String example) {
    Flow {
      deadLetters = Map.copyOf(deadLetters);
    }
  }

  private static final String ANSWERS = "answers";
  private static final String LABELS = "labels";
  private static final String LETTERS = "letters";

  /** Why the join gives up a label. */
  private static final String UNKNOWN_IMAGE = "unknown-image";

  /** Fewer say nothing yet. */
  private static final long FEW = 50;

  /** A head is published after some tens of steps, each of 32 labels. */
  private static final long ENOUGH_TO_LEARN = 1_000;

  private static final double DEGRADED = 0.05;
  private static final double LOST_LABELS = 0.2;
  private static final long LETTERS_AN_HOUR = 100;

  private FlowCheck() {}

  /** Judges what flows. */
  static List<Finding> of(Flow flow) {
    List<Finding> findings = new ArrayList<>();
    findings.addAll(deadLetters(flow));
    findings.addAll(answers(flow));
    findings.addAll(labels(flow));
    return findings;
  }

  private static List<Finding> deadLetters(Flow flow) {
    List<Finding> findings = new ArrayList<>();
    long all = 0;
    for (Map.Entry<String, Map<String, Long>> topic :
        new TreeMap<>(flow.deadLetters()).entrySet()) {
      long count = topic.getValue().values().stream().mapToLong(Long::longValue).sum();
      all += count;
      // What clients send may be bad; what the services send each other may not.
      boolean ofClients =
          topic.getKey().equals(Topics.IMAGES.base())
              || topic.getKey().equals(Topics.LABELS.base());
      if (count >= LETTERS_AN_HOUR || (count > 0 && !ofClients)) {
        findings.add(
            Finding.warning(
                LETTERS,
                String.format(
                    Locale.ROOT,
                    "%d record(s) of [%s] became dead letters within the last hour: %s",
                    count,
                    topic.getKey(),
                    causes(topic.getValue())),
                "qahan dlq list --topic %s says what is wrong with each; once the cause is removed:"
                        .formatted(topic.getKey())
                    + " qahan dlq replay --topic "
                    + topic.getKey()));
      }
    }
    return findings.isEmpty()
        ? List.of(Finding.ok(LETTERS, all + " dead letters within the last hour"))
        : findings;
  }

  private static String causes(Map<String, Long> counts) {
    return counts.entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
        .map(cause -> cause.getValue() + " " + cause.getKey())
        .collect(Collectors.joining(", "));
  }

  private static List<Finding> answers(Flow flow) {
    List<Finding> findings = new ArrayList<>();
    if (flow.answers() >= FEW && flow.degraded() > DEGRADED * flow.answers()) {
      findings.add(degraded(flow));
    }
    if (flow.answers() >= FEW
        && flow.newestHead() == 0
        && flow.untrained() > 0
        && flow.labels() >= Math.min(ENOUGH_TO_LEARN, flow.untrained())) {
      findings.add(untrained(flow));
    }
    if (flow.repeated() > 0) {
      findings.add(repeated(flow));
    }
    return orWell(
        findings,
        ANSWERS,
        flow.answers(),
        String.format(
            Locale.ROOT,
            "%d of the last %d are degraded, head %d serves",
            flow.degraded(),
            flow.answers(),
            flow.newestHead()));
  }

  /** The findings, or that all is well with as many as there are. */
  private static List<Finding> orWell(
      List<Finding> findings, String subject, long count, String text) {
    return findings.isEmpty()
        ? List.of(Finding.ok(subject, count == 0 ? "there is none yet" : text))
        : findings;
  }

  private static Finding repeated(Flow flow) {
    return Finding.warning(
        ANSWERS,
        String.format(
            Locale.ROOT,
            "%d of the last %d answers are of images that were answered shortly before",
            flow.repeated(),
            flow.answers()),
        "clients put one id on two partitions that two ingests have; let all that may send the same"
            + " id choose partitions alike, or give each client ids of its own");
  }

  private static Finding degraded(Flow flow) {
    String text =
        String.format(
            Locale.ROOT,
            "%d of the last %d answers are degraded, %d of them because no mask came in time",
            flow.degraded(),
            flow.answers(),
            flow.unanswered());
    return Finding.warning(
        ANSWERS,
        text,
        flow.unanswered() > flow.degraded() / 2
            ? "see that workers run (qahan worker) and are not behind (qahan lag); start more of"
                + " them, or raise ingest.deadline"
            : "workers came too late to these images: start more of them, put a faster solver into"
                + " worker.solvers, or raise ingest.deadline");
  }

  private static Finding untrained(Flow flow) {
    String cure =
        flow.trained() == 0
            ? "no label has become a training example: is the trainer running, and do labels and"
                + " images have the same ids (see the findings on groups, letters and labels)?"
            : "examples come, so see the trainer's log and qahan heads list; frozen training goes"
                + " on after: qahan training resume";
    return Finding.warning(
        ANSWERS,
        String.format(
            Locale.ROOT,
            "head 0, which is untrained, gives the answers, although the last %d labels came",
            flow.labels()),
        cure);
  }

  private static List<Finding> labels(Flow flow) {
    List<Finding> findings = new ArrayList<>();
    long unknown =
        flow.deadLetters()
            .getOrDefault(Topics.LABELS.base(), Map.of())
            .getOrDefault(UNKNOWN_IMAGE, 0L);
    if (unknown > 0) {
      findings.add(unknown(unknown));
    }
    long lost = flow.labels() - flow.trained();
    if (flow.labels() >= FEW && lost > LOST_LABELS * flow.labels()) {
      findings.add(ledToNothing(flow, lost));
    }
    return orWell(
        findings,
        LABELS,
        flow.labels(),
        String.format(
            Locale.ROOT, "%d of the last %d were trained on", flow.trained(), flow.labels()));
  }

  private static Finding unknown(long labels) {
    return Finding.warning(
        LABELS,
        String.format(
            Locale.ROOT,
            "%d label(s) were given up within the last hour: their images never came",
            labels),
        "qahan dlq list --topic labels names them; give a label the id of its image as its key. Once"
            + " the images are there: qahan dlq replay --topic labels. If images come later than"
            + " trainer.join.retention.labels, or the join had no room (qahan_join_expired_total,"
            + " cause bytes), raise that or trainer.join.max.mib");
  }

  private static Finding ledToNothing(Flow flow, long lost) {
    String text =
        String.format(
            Locale.ROOT, "%d of the last %d labels have led to nothing", lost, flow.labels());
    return flow.unseen() > lost / 2
        ? Finding.warning(
            LABELS,
            text
                + String.format(
                    Locale.ROOT,
                    "; of %d no image is known, for example [%s]",
                    flow.unseen(),
                    flow.example()),
            "give a label the id of its image as its key, and send both under one topic.prefix;"
                + " a label waits for trainer.join.retention.labels")
        : Finding.warning(
            LABELS,
            text + ", although their images were answered",
            "see whether the trainer is behind (qahan lag), and its dead letters: qahan dlq"
                + " list --topic labels, and --topic masked-features");
  }
}
