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

  private static final String MODEL = "model";

  private ModelCheck() {}

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
