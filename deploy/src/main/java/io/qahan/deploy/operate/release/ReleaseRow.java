package io.qahan.deploy.operate.release;

import io.qahan.schemas.avro.ModelRelease;
import java.util.List;
import java.util.Locale;

/**
 * A release or a candidate, as it is listed.
 *
 * @param release its number; null for a candidate
 * @param version content hash of the model
 * @param previous the version that a rollback goes to; null if there is none
 * @param cause {@code PUSH} and so on; {@code CANDIDATE} if it never served
 * @param url where its file is; null if the record has it
 * @param size bytes of the file
 * @param serves whether it takes images in
 */
public record ReleaseRow(
    Long release,
    String version,
    String previous,
    String cause,
    String url,
    long size,
    int classes,
    String issuedAt,
    String issuedBy,
    String reason,
    boolean serves) {
  static final List<String> COLUMNS =
      List.of(
          "release", "version", "cause", "before", "classes", "KiB", "file", "when", "who", "why",
          "");

  private static final int SHORT = 8;

  static ReleaseRow of(ReleaseLog.Entry entry, boolean serves) {
    ModelRelease release = entry.release();
    return new ReleaseRow(
        entry.candidate() ? null : release.getRelease(),
        release.getVersion(),
        release.getPrevious(),
        entry.candidate() ? "CANDIDATE" : release.getCause().name(),
        release.getUrl(),
        release.getSize(),
        release.getClasses(),
        release.getIssuedAt().toString(),
        release.getIssuedBy(),
        release.getReason(),
        serves);
  }

  List<String> cells() {
    return List.of(
        release == null ? "-" : release.toString(),
        shortened(version),
        cause,
        previous == null ? "-" : shortened(previous),
        Integer.toString(classes),
        String.format(Locale.ROOT, "%d", (size + 1023) / 1024),
        url == null ? "in the record" : url,
        issuedAt,
        issuedBy,
        reason,
        serves ? "serves" : "");
  }

  static String shortened(String version) {
    return version.substring(0, SHORT);
  }

  /** The row in words. */
  List<String> lines() {
    return List.of(
        (release == null ? "candidate" : "release " + release)
            + " ("
            + cause
            + ")"
            + (serves ? ", serves" : ""),
        "before:    " + (previous == null ? "none" : previous),
        "issued:    " + issuedAt + " by [" + issuedBy + "]: " + reason,
        "file:      " + size + " bytes " + (url == null ? "in the record" : "at " + url));
  }
}
