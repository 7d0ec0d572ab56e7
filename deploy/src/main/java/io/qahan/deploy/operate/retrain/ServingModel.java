package io.qahan.deploy.operate.retrain;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.qahan.deploy.cli.CommandFailedException;
import io.qahan.deploy.operate.Brokers;
import io.qahan.deploy.operate.release.Releases;
import io.qahan.ingest.head.Head;
import io.qahan.ingest.model.MalformedModelException;
import io.qahan.ingest.model.ModelFile;
import io.qahan.ingest.model.ModelSettings;
import io.qahan.ingest.model.StoredModel;
import io.qahan.qubo.kernel.WholeFile;
import io.qahan.schemas.settings.CommonSettings;
import io.qahan.schemas.topic.TopicLimits;
import io.qahan.trainer.online.log.HeadArchive;
import io.qahan.trainer.online.log.LogScan;
import io.qahan.trainer.online.log.ModelTopics;
import io.qahan.trainer.online.log.StateArchive;
import io.qahan.trainer.paper.Training;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * What serves: the model that was released, or else that of {@code model.file}, with the newest
 * head that was published for it.
 *
 * @param releasedVersion of the release; empty if nothing was released
 * @param model with that head
 * @param head its version; 0 for the model's own
 */
record ServingModel(String releasedVersion, StoredModel model, long head) {

  private static final String MODEL = "parent.qahan";
  private static final String PLACE = "parent.json";
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** What is kept beside the model. */
  private record Place(String releasedVersion, long head, String retraining) {}

  /**
   * As it is now.
   *
   * @throws CommandFailedException if no model serves that could have a successor
   */
  static ServingModel in(Brokers brokers) throws InterruptedException {
    Optional<StoredModel> released = Releases.serving(brokers);
    StoredModel model =
        released
            .or(() -> ModelSettings.of(brokers.settings()).model())
            .orElseThrow(
                () ->
                    new CommandFailedException(
                        "Nothing was released of model [%s], so there is nothing to go on from. Release what serves (qahan models push FILE), or is its name another (--model)?"
                            .formatted(brokers.settings().get(CommonSettings.MODEL))));
    String name = model.name();
    ModelTopics topics =
        new ModelTopics(
            name, brokers.names(), TopicLimits.ofCatalogue(brokers.names()), brokers.codecs());
    LogScan scan = new LogScan(brokers::reader);
    long live =
        new StateArchive(scan, topics)
            .newest()
            .map(state -> state.getLive().getVersion())
            .orElse(Long.MAX_VALUE);
    Optional<Head> head =
        new HeadArchive(scan, topics)
            .newestOf(model.version(), live)
            .filter(found -> found.shape().equals(model.headShape()));
    return new ServingModel(
        released.map(StoredModel::version).orElse(""),
        head.map(found -> model.withHead(Optional.of(found))).orElse(model),
        head.map(Head::version).orElse(0L));
  }

  /**
   * Keeps it for a retraining that is resumed: by then there is another head.
   *
   * @param directory of the retraining
   * @param retraining which one it is
   */
  void keepIn(Path directory, String retraining) throws IOException {
    forget(directory);
    ModelFile.write(model, fileIn(directory));
    WholeFile.write(
        directory.resolve(PLACE),
        JSON.writeValueAsString(new Place(releasedVersion, head, retraining)));
  }

  /** Where {@link #keepIn} keeps the model. */
  static Path fileIn(Path directory) {
    return directory.resolve(MODEL);
  }

  /** Nothing is to be resumed in a directory. */
  static void forget(Path directory) throws IOException {
    Files.createDirectories(directory);
    Files.deleteIfExists(directory.resolve(PLACE));
    Training.forget(directory);
  }

  /**
   * What a retraining in a directory began with; empty if nothing is to be resumed there.
   *
   * @param retraining the one that it has to be of; empty for any
   * @throws MalformedModelException if it is damaged
   */
  static Optional<ServingModel> keptIn(Path directory, Optional<String> retraining)
      throws IOException {
    Path place = directory.resolve(PLACE);
    if (!Files.exists(place)) {
      return Optional.empty();
    }
    Place kept = JSON.readValue(place.toFile(), Place.class);
    if (retraining.isPresent() && !retraining.get().equals(kept.retraining())) {
      return Optional.empty();
    }
    return Optional.of(
        new ServingModel(kept.releasedVersion(), ModelFile.read(fileIn(directory)), kept.head()));
  }

  /** For a person. */
  String line() {
    return String.format(
        Locale.ROOT,
        "serving: model [%s], version %s, head %d",
        model.name(),
        releasedVersion.isEmpty() ? "of model.file" : releasedVersion.substring(0, 8),
        head);
  }
}
