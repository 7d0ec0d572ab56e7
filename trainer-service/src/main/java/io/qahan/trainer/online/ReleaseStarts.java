package io.qahan.trainer.online;

import io.qahan.ingest.head.Head;
import io.qahan.ingest.model.MalformedModelException;
import io.qahan.ingest.model.StoredModel;
import io.qahan.ingest.release.ModelUnavailableException;
import io.qahan.schemas.topic.RejectedRecordException;
import io.qahan.schemas.topic.Topics;
import io.qahan.trainer.online.log.HeadArchive;
import io.qahan.trainer.online.log.ModelTopics;
import io.qahan.trainer.online.log.ReleaseArchive;
import java.util.Locale;
import java.util.Optional;

/**
 * What the training of a release starts from.
 *
 * @param releases of the model
 * @param archive of its heads
 */
record ReleaseStarts(ModelTopics topics, ReleaseArchive releases, HeadArchive archive) {
  /**
   * The head that a release of the model starts from: the last one that it had when it served
   * before, else that of its file.
   *
   * @param newest the version of the live head
   * @throws RejectedRecordException with the cause {@code unknown-release} or {@code bad-release},
   *     if nothing can be trained for that release
   * @throws ModelUnavailableException if its file cannot be fetched now
   */
  Head of(long release, long newest) throws RejectedRecordException {
    StoredModel released =
        find(release)
            .orElseThrow(
                () ->
                    new RejectedRecordException(
                        ModelTopics.STAGE,
                        "unknown-release",
                        String.format(
                            Locale.ROOT,
                            "The example is of release [%d] of model [%s], which [%s] does not have;"
                                + " push the model again",
                            release,
                            topics.model(),
                            topics.names().of(Topics.MODELS))));
    return archive
        .newestOf(released.version(), newest)
        .filter(head -> head.shape().equals(released.headShape()))
        .orElseGet(released::firstHead);
  }

  private Optional<StoredModel> find(long release) throws RejectedRecordException {
    try {
      return releases.find(release);
    } catch (MalformedModelException e) {
      throw new RejectedRecordException(ModelTopics.STAGE, "bad-release", e.getMessage(), e);
    }
  }
}
