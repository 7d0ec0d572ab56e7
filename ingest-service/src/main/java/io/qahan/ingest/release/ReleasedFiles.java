package io.qahan.ingest.release;

import io.qahan.ingest.model.MalformedModelException;
import io.qahan.ingest.model.ModelFile;
import io.qahan.ingest.model.StoredModel;
import io.qahan.qubo.kernel.WholeFile;
import io.qahan.schemas.avro.ModelRelease;
import io.qahan.schemas.settings.CommonSettings;
import io.qahan.schemas.settings.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.ref.SoftReference;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/**
 * The model files that releases mean: from the record or from a URL, checked by size and SHA-256,
 * and kept in a directory, so that each is fetched once. What lies there is checked again each time
 * it is asked for. Thread safe, also between processes.
 */
public final class ReleasedFiles {
  private static final Duration SILENCE = Duration.ofSeconds(30);
  private static final int SILENCES = 10; // in a whole fetch

  private final Path directory;
  private final OkHttpClient http;

  /** What was read last, while there is memory for it: a release has two readers, each at once. */
  private SoftReference<StoredModel> last = new SoftReference<>(null); // guarded by reading

  private String lastHash = ""; // guarded by reading
  private final Object reading = new Object();

  /**
   * Kept in a directory, which is made when it is needed.
   *
   * @param directory whatever else lies there is left alone
   */
  public ReleasedFiles(Path directory) {
    this(directory, SILENCE);
  }

  /**
   * The same.
   *
   * @param silence how long a server may take to answer, and between two parts of a file
   */
  public ReleasedFiles(Path directory, Duration silence) {
    this.directory = directory;
    this.http =
        new OkHttpClient.Builder()
            .connectTimeout(silence)
            .readTimeout(silence)
            .callTimeout(silence.multipliedBy(SILENCES))
            .build();
  }

  /** Kept where the settings say. */
  public static ReleasedFiles from(Settings settings) {
    String given = settings.get(CommonSettings.MODEL_CACHE);
    if (!given.isEmpty()) {
      return new ReleasedFiles(Path.of(given));
    }
    Path home = Path.of(System.getProperty("user.home"), ".cache", "qahan", "models");
    try {
      return new ReleasedFiles(Files.createDirectories(home));
    } catch (IOException e) {
      return new ReleasedFiles(Path.of(System.getProperty("java.io.tmpdir"), "qahan-models"));
    }
  }

  /**
   * The model that a release means.
   *
   * @param model its name
   * @throws MalformedModelException if the file is not what the release says, or no model file
   * @throws ModelUnavailableException if it cannot be fetched or kept now
   */
  public StoredModel load(String model, ModelRelease release) {
    Path file = directory.resolve(release.getSha256() + ModelFile.ENDING);
    if (!isKept(file, release)) {
      byte[] bytes = bytes(release);
      check(bytes, release);
      keep(bytes, file);
    }
    StoredModel stored = read(file, release.getSha256());
    if (!stored.name().equals(model) || !stored.version().equals(release.getVersion())) {
      throw refused(
          release,
          "the file is of model [%s], version [%s], but the release says [%s], version [%s]"
              .formatted(stored.name(), stored.version(), model, release.getVersion()));
    }
    return stored;
  }

  /** The model of a file whose hash was seen to be that. */
  private StoredModel read(Path file, String hash) {
    synchronized (reading) {
      StoredModel known = hash.equals(lastHash) ? last.get() : null;
      if (known != null) {
        return known;
      }
      StoredModel stored = ModelFile.read(file);
      last = new SoftReference<>(stored);
      lastHash = hash;
      return stored;
    }
  }

  /**
   * Fetches a file and checks it, although it may be kept here: others have to fetch it too.
   *
   * @throws MalformedModelException if the file is not what the release says
   * @throws ModelUnavailableException if it cannot be fetched
   */
  public void tryOut(ModelRelease release) {
    check(bytes(release), release);
  }

  private static boolean isKept(Path file, ModelRelease release) {
    try {
      return Files.isRegularFile(file)
          && Files.size(file) == release.getSize()
          && sha256(Files.readAllBytes(file)).equals(release.getSha256());
    } catch (IOException e) {
      return false; // read or fetched again
    }
  }

  private void keep(byte[] bytes, Path file) {
    try {
      Files.createDirectories(directory);
      WholeFile.write(file, bytes);
    } catch (IOException | UncheckedIOException e) {
      throw new ModelUnavailableException(
          "The model file cannot be kept in [%s] (%s): give a directory that can be written (model.cache)"
              .formatted(directory, e),
          e);
    }
  }

  private byte[] bytes(ModelRelease release) {
    if (release.getFile() != null) {
      byte[] bytes = new byte[release.getFile().remaining()];
      release.getFile().duplicate().get(bytes);
      return bytes;
    }
    if (release.getSize() < 1 || release.getSize() > ModelFile.LARGEST_FILE) {
      throw refused(
          release,
          String.format(
              Locale.ROOT,
              "[size] is [%d]; a model file has %d bytes at most",
              release.getSize(),
              ModelFile.LARGEST_FILE));
    }
    URI url = URI.create(release.getUrl());
    try {
      return "file".equals(url.getScheme()) ? ofFile(url, release) : fetched(url, release);
    } catch (IOException | IllegalArgumentException e) {
      throw new ModelUnavailableException(
          "The model file at [%s] cannot be fetched (%s). Is it there, and may this host read it?"
              .formatted(url, e),
          e);
    }
  }

  private static byte[] ofFile(URI url, ModelRelease release) throws IOException {
    Path file = Path.of(url);
    if (!Files.isRegularFile(file)) {
      throw new IOException("there is no file"); // a pipe would be waited for, for ever
    }
    try (InputStream in = Files.newInputStream(file)) {
      return bounded(in, release);
    }
  }

  private byte[] fetched(URI url, ModelRelease release) throws IOException {
    Request request = new Request.Builder().url(url.toString()).build();
    try (Response response = http.newCall(request).execute()) {
      if (!response.isSuccessful()) {
        throw new IOException("HTTP status " + response.code());
      }
      return bounded(response.body().byteStream(), release);
    }
  }

  /** One byte more than there should be is enough to see that it is another file. */
  private static byte[] bounded(InputStream in, ModelRelease release) throws IOException {
    return in.readNBytes((int) release.getSize() + 1);
  }

  private static void check(byte[] bytes, ModelRelease release) {
    if (bytes.length != release.getSize()) {
      throw refused(
          release,
          String.format(
              Locale.ROOT,
              "the release says %d bytes, but the file has %s",
              release.getSize(),
              bytes.length > release.getSize() ? "more" : Integer.toString(bytes.length)));
    }
    String hash = sha256(bytes);
    if (!hash.equals(release.getSha256())) {
      throw refused(
          release,
          "the release says SHA-256 [%s], but the file has [%s]: it was changed since it was pushed"
              .formatted(release.getSha256(), hash));
    }
  }

  private static MalformedModelException refused(ModelRelease release, String fault) {
    return new MalformedModelException(
        release.getUrl() == null ? "the file in the release" : release.getUrl(),
        List.of(fault),
        null);
  }

  /** SHA-256 of a model file, hexadecimal. */
  public static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
