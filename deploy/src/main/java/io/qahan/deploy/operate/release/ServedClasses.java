package io.qahan.deploy.operate.release;

import io.qahan.deploy.cli.CommandFailedException;
import io.qahan.deploy.operate.Brokers;
import io.qahan.ingest.model.ClassNames;
import io.qahan.ingest.model.MalformedModelException;
import io.qahan.ingest.model.ModelFile;
import io.qahan.ingest.release.ModelUnavailableException;
import io.qahan.ingest.release.ReleasedFiles;
import io.qahan.schemas.avro.ModelRelease;
import io.qahan.schemas.settings.CommonSettings;
import io.qahan.schemas.settings.Settings;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;

/** What the classes of the model are called that serves. */
public final class ServedClasses {
  private ServedClasses() {}

  /**
   * Those of {@code model.file}, else of the release in Kafka, else numbers.
   *
   * @throws CommandFailedException if the file, the broker or the release cannot be read
   */
  public static ClassNames of(Settings settings) throws InterruptedException {
    try {
      String file = settings.get(CommonSettings.MODEL_FILE);
      if (!file.isEmpty()) {
        return ModelFile.read(Path.of(file)).classes();
      }
      String model = settings.get(CommonSettings.MODEL);
      Optional<ModelRelease> serving =
          Brokers.ask(settings, brokers -> ReleaseLog.read(brokers, model).serving());
      return serving.isEmpty()
          ? ClassNames.numbered(settings.get(CommonSettings.CLASSES))
          : ReleasedFiles.from(settings).load(model, serving.get()).classes();
    } catch (MalformedModelException | ModelUnavailableException | UncheckedIOException e) {
      throw new CommandFailedException(e.getMessage(), e);
    }
  }
}
