package io.qahan.deploy.operate.doctor;

import io.qahan.schemas.avro.RetrainStep;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Whether the newest release of the model is what answers, and how its retrainings go. */
final class ModelCheck {
  /**
   * What the topics show.
   *
   * @param release number of the newest release; 0 if nothing was released
   * @param answers how many of the newest answers were made later than a minute after it
   * @param others how many of those by another version of the model
   */
  record Served(long release, long answers, long others) {}

  /**
   * The newest heads beside the trainer's state.
   *
   * @param live the version of the trainer's live head; 0 without a state
   * @param foreign versions of the sound heads that it cannot have written
   */
  record Line(long live, List<Long> foreign) {}

  private static final String MODEL = "model";
  private static final String HEADS = "heads";
  private static final String RETRAIN = "retrain";
  private static final String SIGNATURES = "signatures";

  /** A process is started at once, or by a schedule of minutes. */
  private static final Duration BEGINS = Duration.ofMinutes(30);

  private static final Duration ENDS = Duration.ofHours(12);

  private ModelCheck() {}

  /** Judges the heads; nothing where nobody trains. */
  static List<Finding> of(Line line) {
    if (line.live() == 0 && line.foreign().isEmpty()) {
      return List.of();
    }
    return List.of(
        line.foreign().isEmpty()
            ? Finding.ok(
                HEADS, String.format(Locale.ROOT, "head %d is the trainer's newest", line.live()))
            : Finding.fault(
                HEADS,
                String.format(
                    Locale.ROOT,
                    "%d sound head(s) were not written by the trainer, whose live head is %d:"
                        + " versions %s; ingest refuses them",
                    line.foreign().size(),
                    line.live(),
                    line.foreign()),
                "somebody else writes to fc-heads: see who may (kafka-acls), and change what was"
                    + " stolen; the trainer's own heads go on serving"));
  }

  /** Judges it; nothing where nothing was released. */
  static List<Finding> of(Served served) {
    if (served.release() == 0) {
      return List.of();
    }
    return List.of(
        served.others() == 0
            ? Finding.ok(
                MODEL,
                String.format(
                    Locale.ROOT,
                    served.answers() == 0 ? "release %d, no answer since" : "release %d answers",
                    served.release()))
            : Finding.warning(
                MODEL,
                String.format(
                    Locale.ROOT,
                    "%d of the last %d answers were given by another version of the model than"
                        + " release %d, more than a minute after it",
                    served.others(),
                    served.answers(),
                    served.release()),
                "see in the log of ingest why it does not serve the release (qahan models list, qahan"
                    + " dlq list --topic models), and that ingest was started under the model's name"
                    + " (model)"));
  }

  /**
   * Judges who wrote what decides what serves.
   *
   * @param refused how many of the newest records no trusted key has signed, by topic; empty if
   *     signing is off
   * @param required whether what has no signature is refused
   * @param remote whether the brokers are on other hosts, where others may reach them
   */
  static List<Finding> ofSignatures(
      Optional<Map<String, Long>> refused, boolean required, boolean remote) {
    if (refused.isEmpty()) {
      return remote
          ? List.of(
              Finding.warning(
                  SIGNATURES,
                  "heads, states, orders and releases are not signed: whoever may write to their"
                      + " topics decides what serves",
                  "set security.signing.trusted for all, and security.signing.key for the trainer,"
                      + " qahan retrain and operators (deploy/docs/how-to/secure.md)"))
          : List.of();
    }
    if (refused.get().isEmpty() && !required) {
      return List.of(
          Finding.warning(
              SIGNATURES,
              "records without a signature count (security.signing.required=false)",
              "leave that setting out once the trainer has published a head and the model was"
                  + " released again"));
    }
    return List.of(
        refused.get().isEmpty()
            ? Finding.ok(SIGNATURES, "the newest heads, states, orders and releases are signed")
            : Finding.fault(
                SIGNATURES,
                "records that no trusted key has signed, and that readers refuse: " + refused.get(),
                "see who may write to these topics (kafka-acls), whether a key is missing in"
                    + " security.signing.trusted, and RUNBOOK.md, QahanUnsignedRecord"));
  }

  /**
   * Judges retrainings.
   *
   * @param newest step of each model that has one, by its name
   */
  static List<Finding> ofRetrainings(Map<String, RetrainStep> newest, Instant now) {
    List<Finding> findings = new ArrayList<>();
    new TreeMap<>(newest).forEach((model, step) -> findings.add(ofRetraining(model, step, now)));
    return findings;
  }

  private static Finding ofRetraining(String model, RetrainStep step, Instant now) {
    Duration age = Duration.between(step.getIssuedAt(), now);
    return switch (step.getStage()) {
      case FAILED ->
          Finding.warning(
              RETRAIN,
              "the last retraining of model [%s] failed: %s".formatted(model, step.getReason()),
              "see that the window has labels of two classes and the disk has room, then: qahan"
                  + " retrain --since-drift (or --from 6h) -D model="
                  + model);
      case DUE ->
          age.compareTo(BEGINS) > 0
              ? Finding.warning(
                  RETRAIN,
                  "a retraining of model [%s] is due since %s, and nothing has begun it"
                      .formatted(model, step.getIssuedAt()),
                  "run it on any machine: qahan retrain --due -D model=%s; the trainer's log says why it cannot start one (trainer.retrain.launcher)"
                      .formatted(model))
              : Finding.ok(RETRAIN, "a retraining of model [%s] is due".formatted(model));
      case PROMOTED, WITHHELD ->
          Finding.ok(
              RETRAIN,
              String.format(
                  Locale.ROOT,
                  "the last candidate for model [%s] was %s%s",
                  model,
                  step.getStage().name().toLowerCase(Locale.ROOT),
                  step.getCandidateAccuracy() == null
                      ? ""
                      : String.format(
                          Locale.ROOT,
                          ": accuracy %.4f, what served %.4f",
                          step.getCandidateAccuracy(),
                          step.getServingAccuracy())));
      case BEGAN, SCORED, OTHER ->
          age.compareTo(ENDS) > 0
              ? Finding.warning(
                  RETRAIN,
                  "a retraining of model [%s] began, and nothing was heard of it since %s"
                      .formatted(model, step.getIssuedAt()),
                  "if its process is gone, qahan retrain --due goes on with what the trainer asked"
                      + " for, --resume with one that was begun by hand")
              : Finding.ok(RETRAIN, "a retraining of model [%s] is under way".formatted(model));
    };
  }
}
