package io.qahan.deploy.operate.retrain;

import io.qahan.deploy.cli.CommandFailedException;
import io.qahan.ingest.model.ModelFile;
import io.qahan.ingest.model.StoredModel;
import io.qahan.ingest.release.ModelReleases;
import io.qahan.qubo.kernel.WholeFile;
import io.qahan.schemas.settings.CommonSettings;
import io.qahan.schemas.settings.Settings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * Where model files go that no record carries: each under a name of its own, so that one that was
 * replaced can come back.
 *
 * @param place the URL of a directory, with or without a slash behind it; empty for none
 */
record LargeModels(Optional<String> place) {
  private static final String FILE = "file";

  /**
   * @throws IllegalArgumentException if nothing can be fetched from there
   */
  LargeModels {
    place
        .flatMap(ModelReleases::faultOf)
        .ifPresent(
            fault -> {
              throw new IllegalArgumentException("--url: " + fault);
            });
  }

  /** Whether a record is too small for a file. */
  static boolean isLarge(Path file) throws IOException {
    return Files.size(file) > ModelReleases.LARGEST_IN_RECORD;
  }

  /** What is to be said before a model of that size is retrained; empty if nothing is. */
  Optional<String> warning(Path parent) throws IOException {
    return place.isEmpty() && isLarge(parent)
        ? Optional.of(
            String.format(
                Locale.ROOT,
                "the model's file has %,d bytes and a record carries %,d: without --url you will"
                    + " have to push the candidate yourself",
                Files.size(parent),
                ModelReleases.LARGEST_IN_RECORD))
        : Optional.empty();
  }

  /**
   * The URL of a file that is to be released; it is there then.
   *
   * @return empty if a record carries it
   * @throws CommandFailedException if somebody has to put it there, saying how it is released then
   */
  Optional<String> urlOf(Path file, StoredModel model, Settings settings) throws IOException {
    if (!isLarge(file)) {
      return Optional.empty();
    }
    String name = model.label() + ModelFile.ENDING;
    String url =
        place.map(given -> given.endsWith("/") ? given : given + "/").orElse("URL/") + name;
    if (place.isPresent() && FILE.equals(URI.create(url).getScheme())) {
      WholeFile.write(Path.of(URI.create(url)), Files.readAllBytes(file));
      return Optional.of(url);
    }
    throw new CommandFailedException(
        String.format(
            Locale.ROOT,
            "Nothing was released: the candidate has %d bytes, and a record carries %d. Put [%s]"
                + " where every ingest and trainer can read it as [%s], then say: qahan models push"
                + " %s --url %s --bootstrap-servers %s -D %s=%s",
            Files.size(file),
            ModelReleases.LARGEST_IN_RECORD,
            file,
            url,
            file,
            url,
            settings.get(CommonSettings.BOOTSTRAP_SERVERS),
            CommonSettings.TOPIC_PREFIX.name(),
            settings.get(CommonSettings.TOPIC_PREFIX)));
  }
}
