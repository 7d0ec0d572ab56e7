package io.qahan.ingest.door;

import io.javalin.http.Context;
import io.qahan.ingest.http.HttpFault;
import io.qahan.ingest.http.HttpPolicy;
import io.qahan.ingest.label.NamedClass;
import io.qahan.ingest.model.ClassNames;
import io.qahan.schemas.settings.Setting;
import io.qahan.schemas.topic.ImageId;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The query of {@code POST /images}.
 *
 * @param id the image's id, the client's or a new one
 * @param label the class, if the client knows it
 * @param patience how long to wait for the prediction; zero not to
 */
record ImageQuery(String id, Optional<Integer> label, Duration patience) {
  /**
   * Reads it.
   *
   * @param ids makes an id when the client gives none
   * @throws HttpFault if a parameter cannot be used
   */
  static ImageQuery of(Context ctx, Supplier<String> ids, HttpPolicy policy) {
    return new ImageQuery(id(ctx, ids), label(ctx, policy.classes()), wait(ctx, policy.maxWait()));
  }

  private static String id(Context ctx, Supplier<String> ids) {
    String given = ctx.queryParam("id");
    if (given == null) {
      return ids.get();
    }
    String fault = ImageId.faultOf(given);
    if (!fault.isEmpty()) {
      throw HttpFault.badRequest("bad-id", "Of ?id=: " + fault + ".", "Leave it out to get one.");
    }
    return given;
  }

  private static Optional<Integer> label(Context ctx, ClassNames classes) {
    return Optional.ofNullable(ctx.queryParam("label")).map(text -> NamedClass.of(text, classes));
  }

  private static Duration wait(Context ctx, Duration maxWait) {
    String text = ctx.queryParam("wait");
    if (text == null) {
      return Duration.ZERO;
    }
    try {
      Duration wait = Setting.parseDuration(text);
      if (wait.compareTo(maxWait) <= 0) {
        return wait;
      }
    } catch (IllegalArgumentException e) {
      // falls through to the one message for all bad waits
    }
    throw HttpFault.badRequest(
        "bad-wait",
        "The wait is [%s].".formatted(text),
        String.format(
            Locale.ROOT,
            "Give a duration such as 500ms or 2s, at most %d ms.",
            maxWait.toMillis()));
  }
}
