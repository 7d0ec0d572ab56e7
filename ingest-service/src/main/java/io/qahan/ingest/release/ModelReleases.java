package io.qahan.ingest.release;

import io.qahan.ingest.model.MalformedModelException;
import io.qahan.schemas.avro.ModelRelease;
import io.qahan.schemas.codec.Codec;
import io.qahan.schemas.codec.UndecodableRecordException;
import io.qahan.schemas.topic.Topics;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What a record of the topic {@code models} must be. Its key is the name of the model, and the
 * newest release of a name serves; a candidate has the key {@code NAME#VERSION}, and serves once it
 * is promoted.
 */
public final class ModelReleases {
  /** The largest model file that a record carries itself, in bytes. */
  public static final int LARGEST_IN_RECORD = 8 << 20;

  private static final Set<String> SCHEMES = Set.of("file", "http", "https");
  private static final String HASH = "[0-9a-f]{64}";
  private static final String CANDIDATE = "#";

  private ModelReleases() {}

  /** The key of a release. */
  public static byte[] key(String model) {
    return model.getBytes(StandardCharsets.UTF_8);
  }

  /** The key of a candidate. */
  public static byte[] candidateKey(String model, String version) {
    return key(model + CANDIDATE + version);
  }

  /** The model that a key belongs to, of a release or of a candidate. */
  public static String modelOf(byte[] key) {
    String text = new String(key, StandardCharsets.UTF_8);
    int end = text.indexOf(CANDIDATE);
    return end < 0 ? text : text.substring(0, end);
  }

  /** Whether a key is that of a candidate. */
  public static boolean isCandidate(byte[] key) {
    return new String(key, StandardCharsets.UTF_8).contains(CANDIDATE);
  }

  /**
   * The release in a record's value.
   *
   * @throws UndecodableRecordException if it is none
   * @throws MalformedModelException if it says what cannot be
   */
  public static ModelRelease read(Codec<ModelRelease> codec, byte[] key, byte[] value)
      throws UndecodableRecordException {
    ModelRelease release = codec.decode(value);
    List<String> faults = faults(release, isCandidate(key));
    if (!faults.isEmpty()) {
      throw new MalformedModelException(
          Topics.MODELS.base() + ": a release of " + modelOf(key), faults, null);
    }
    return release;
  }

  private static List<String> faults(ModelRelease release, boolean candidate) {
    List<String> faults = new ArrayList<>();
    if (candidate ? release.getRelease() != 0 : release.getRelease() < 1) {
      faults.add(
          String.format(
              Locale.ROOT,
              "[release] is [%d]; releases count from 1 on, candidates have 0",
              release.getRelease()));
    }
    if (!release.getVersion().matches(HASH)) {
      faults.add("[version] is no SHA-256");
    }
    if (!release.getSha256().matches(HASH)) {
      faults.add("[sha256] is no SHA-256");
    }
    if (release.getClasses() < 2) {
      faults.add(String.format(Locale.ROOT, "[classes] is [%d]", release.getClasses()));
    }
    if ((release.getFile() == null) == (release.getUrl() == null)) {
      faults.add("it must have either a [file] or a [url]");
    } else if (release.getFile() != null && release.getFile().remaining() != release.getSize()) {
      faults.add(
          String.format(
              Locale.ROOT,
              "[size] is [%d], but its file has %d bytes",
              release.getSize(),
              release.getFile().remaining()));
    } else if (release.getUrl() != null) {
      faultOf(release.getUrl()).ifPresent(faults::add);
    }
    return faults;
  }

  /** Says why nothing can be fetched from there; empty if it may be tried. */
  public static Optional<String> faultOf(String url) {
    try {
      URI uri = URI.create(url);
      return uri.getScheme() != null && SCHEMES.contains(uri.getScheme())
          ? Optional.empty()
          : Optional.of("[url] is [%s]; it must begin with file:, http: or https:".formatted(url));
    } catch (IllegalArgumentException e) {
      return Optional.of("[url] is none (%s)".formatted(e.getMessage()));
    }
  }
}
