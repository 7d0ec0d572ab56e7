package io.qahan.deploy.operate.release;

import io.qahan.deploy.cli.CommandFailedException;
import io.qahan.ingest.conv.FeatureNetwork;
import io.qahan.ingest.model.MalformedModelException;
import io.qahan.ingest.model.ModelFile;
import io.qahan.ingest.model.StoredModel;
import io.qahan.ingest.release.ModelUnavailableException;
import io.qahan.ingest.release.ReleasedFiles;
import io.qahan.schemas.avro.ModelRelease;
import io.qahan.schemas.settings.Settings;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Whether a model can serve, tried before anybody is told to: what no ingest would take is not
 * released. Every fault is a {@link CommandFailedException} that says what to do.
 */
final class ReleaseTrial {
  private ReleaseTrial() {}

  /** The model of a file, its network tried with a blank image. */
  static StoredModel read(Path file) {
    try {
      StoredModel model = ModelFile.read(file);
      tryOut(model);
      return model;
    } catch (MalformedModelException | UncheckedIOException e) {
      throw new CommandFailedException(e.getMessage(), e);
    }
  }

  /** Fetches what a record says: what cannot be had from here would hardly be elsewhere. */
  static void tryOut(Settings settings, ModelRelease release) {
    try {
      ReleasedFiles.from(settings).tryOut(release);
    } catch (MalformedModelException | ModelUnavailableException e) {
      throw new CommandFailedException(e.getMessage(), e);
    }
  }

  /** The model of a release or a candidate. */
  static StoredModel load(Settings settings, String model, ModelRelease release) {
    try {
      return ReleasedFiles.from(settings).load(model, numbered(release));
    } catch (MalformedModelException | ModelUnavailableException e) {
      throw new CommandFailedException(e.getMessage(), e);
    }
  }

  /** The model of a release or a candidate, its network tried with a blank image. */
  static StoredModel loadAndTry(Settings settings, String model, ModelRelease release) {
    StoredModel stored = load(settings, model, release);
    tryOut(stored);
    return stored;
  }

  /** The newest one before what serves that can serve: what ingests refused is passed over. */
  static ModelRelease before(Settings settings, ReleaseLog log, String model) {
    String previous = log.serving().map(ModelRelease::getPrevious).orElse(null);
    while (previous != null) {
      ModelRelease release = log.find(previous);
      if (isUsable(settings, model, release)) {
        return release;
      }
      previous = release.getPrevious();
    }
    throw new CommandFailedException(
        "There is no release of model [%s] before the one that serves, or none that can serve. What served by model.file comes back by a push: qahan models push FILE"
            .formatted(model));
  }

  private static boolean isUsable(Settings settings, String model, ModelRelease release) {
    try {
      tryOut(ReleasedFiles.from(settings).load(model, numbered(release)));
      return true;
    } catch (MalformedModelException | CommandFailedException e) {
      return false;
    } catch (ModelUnavailableException e) { // it may well be good
      throw new CommandFailedException(e.getMessage(), e);
    }
  }

  /** Why ingests refuse a release, as far as it can be told from here. */
  static Optional<String> faultOf(Settings settings, String model, ModelRelease release) {
    try {
      tryOut(ReleasedFiles.from(settings).load(model, release));
      return Optional.empty();
    } catch (MalformedModelException | CommandFailedException e) {
      return Optional.of(e.getMessage());
    } catch (ModelUnavailableException e) {
      return Optional.empty(); // here; ingests may well have it
    }
  }

  private static void tryOut(StoredModel model) {
    try (FeatureNetwork network = model.features().open()) {
      network.tryOut();
    } catch (RuntimeException e) { // whatever PyTorch says
      throw new CommandFailedException(
          "Model [%s], version %s, cannot serve: %s"
              .formatted(model.name(), ReleaseRow.shortened(model.version()), e.getMessage()),
          e);
    }
  }

  /** A candidate has no number yet; files are kept by one. */
  private static ModelRelease numbered(ModelRelease release) {
    return release.getRelease() > 0
        ? release
        : ModelRelease.newBuilder(release).setRelease(1).build();
  }
}
