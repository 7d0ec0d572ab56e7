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
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the training of a release starts from. A file that cannot be fetched is waited for, but not
 * for ever: one release that nobody can have must not hold up the others. Outlives the sessions;
 * for one thread.
 */
final class ReleaseStarts {
  private static final Logger log = LoggerFactory.getLogger(ReleaseStarts.class);
  private static final Duration AGAIN = Duration.ofSeconds(5);

  /** Fetching takes the training's own time: no more than so large a part of it. */
  private static final int PART = 10;

  private final ModelTopics topics;
  private final ReleaseArchive releases;
  private final HeadArchive archive;
  private final Duration patience;
  private final InstantSource steady;
  private final Map<Long, Missing> missing = new HashMap<>();
  private Optional<Instant> missingSince = Optional.empty();

  private record Missing(Instant again, String message) {}

  /**
   * @param releases of the model
   * @param archive of its heads
   * @param patience how long files that cannot be fetched are waited for, all together
   * @param steady for intervals
   */
  ReleaseStarts(
      ModelTopics topics,
      ReleaseArchive releases,
      HeadArchive archive,
      Duration patience,
      InstantSource steady) {
    this.topics = topics;
    this.releases = releases;
    this.archive = archive;
    this.patience = patience;
    this.steady = steady;
  }

  /**
   * The head that a release of the model starts from: the last one that it had when it served
   * before, else that of its file.
   *
   * @param newest the version of the live head
   * @throws RejectedRecordException with the cause {@code unknown-release}, {@code bad-release} or
   *     {@code release-unavailable}, if nothing can be trained for that release
   * @throws ReleaseAwaitedException if its file cannot be fetched, and is waited for
   */
  Head of(long release, long newest) throws RejectedRecordException, ReleaseAwaitedException {
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

  private Optional<StoredModel> find(long release)
      throws RejectedRecordException, ReleaseAwaitedException {
    Missing known = missing.get(release);
    Instant began = steady.instant();
    if (known != null && began.isBefore(known.again())) {
      throw awaited(release, known);
    }
    try {
      Optional<StoredModel> found = releases.find(release);
      found.ifPresent(model -> isHere(release));
      return found;
    } catch (MalformedModelException e) {
      isHere(release);
      throw new RejectedRecordException(ModelTopics.STAGE, "bad-release", e.getMessage(), e);
    } catch (ModelUnavailableException e) {
      throw awaited(release, isMissing(release, began, e.getMessage()));
    }
  }

  private void isHere(long release) {
    missing.remove(release);
    if (missing.isEmpty()) {
      missingSince = Optional.empty();
    }
  }

  private Missing isMissing(long release, Instant began, String message) {
    Instant now = steady.instant();
    Duration pause = Duration.between(began, now).multipliedBy(PART);
    Missing told = new Missing(now.plus(pause.compareTo(AGAIN) < 0 ? AGAIN : pause), message);
    if (missingSince.isEmpty()) {
      missingSince = Optional.of(now);
    }
    if (missing.put(release, told) == null) {
      log.warn(
          "Examples of release {} of model [{}] wait for its file until {} have passed since one was"
              + " first missing, and are dead letters then: {}",
          release,
          topics.model(),
          patience,
          message);
    }
    return told;
  }

  /** An exception to wait by; once it was long enough, the example is refused instead. */
  private ReleaseAwaitedException awaited(long release, Missing known)
      throws RejectedRecordException {
    Instant end = missingSince.orElseThrow().plus(patience);
    if (steady.instant().isBefore(end)) {
      return new ReleaseAwaitedException(
          String.format(
              Locale.ROOT,
              "release %d of model [%s] has no file: %s",
              release,
              topics.model(),
              known.message()),
          known.again().isBefore(end) ? known.again() : end);
    }
    throw new RejectedRecordException(
        ModelTopics.STAGE,
        "release-unavailable",
        String.format(
            Locale.ROOT,
            "The example is of release [%d] of model [%s]. %s It was waited for, for [%s]"
                + " (trainer.release.wait); when it can be had, send the example back (qahan dlq"
                + " replay --topic training-examples)",
            release,
            topics.model(),
            known.message(),
            patience));
  }
}
