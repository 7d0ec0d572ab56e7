package io.qahan.deploy.operate.release;

import io.qahan.deploy.cli.CommandFailedException;
import io.qahan.deploy.operate.Brokers;
import io.qahan.ingest.model.ClassNames;
import io.qahan.ingest.model.MalformedModelException;
import io.qahan.ingest.model.ModelFile;
import io.qahan.ingest.model.StoredModel;
import io.qahan.ingest.release.ModelUnavailableException;
import io.qahan.ingest.release.ReleasedFiles;
import io.qahan.schemas.avro.ModelRelease;
import io.qahan.schemas.settings.CommonSettings;
import io.qahan.schemas.settings.Settings;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What the classes of the model are called that serves.
 *
 * @param version content hash of the model; empty if settings say what the model is
 * @param classes their names
 */
public record ServedClasses(String version, ClassNames classes) {

  /**
   * Those of {@code model.file}, else of the release in Kafka, else numbers.
   *
   * @throws CommandFailedException if the file, the broker or the release cannot be read
   */
  public static ServedClasses in(Settings settings) throws InterruptedException {
    try {
      String file = settings.get(CommonSettings.MODEL_FILE);
      if (!file.isEmpty()) {
        return of(ModelFile.read(Path.of(file)));
      }
      String model = settings.get(CommonSettings.MODEL);
      Optional<ModelRelease> serving =
          Brokers.ask(settings, brokers -> ReleaseLog.read(brokers, model).serving());
      return serving.isEmpty()
          ? new ServedClasses("", ClassNames.numbered(settings.get(CommonSettings.CLASSES)))
          : of(ReleasedFiles.from(settings).load(model, serving.get()));
    } catch (MalformedModelException | ModelUnavailableException | UncheckedIOException e) {
      throw new CommandFailedException(e.getMessage(), e);
    }
  }

  private static ServedClasses of(StoredModel model) {
    return new ServedClasses(model.version(), model.classes());
  }

  /** What a class of an answer is called; its number if another version of the model answered. */
  public String nameIn(String modelVersion, int index) {
    return modelVersion.equals(version) && index < classes.size()
        ? classes.of(index)
        : Integer.toString(index);
  }
}
