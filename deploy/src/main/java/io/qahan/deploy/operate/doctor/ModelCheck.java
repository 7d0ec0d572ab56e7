package io.qahan.deploy.operate.doctor;

import java.util.List;
import java.util.Locale;

/** Whether the newest release of the model is what answers. */
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
}
