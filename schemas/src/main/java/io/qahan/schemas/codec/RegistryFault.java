package io.qahan.schemas.codec;

import com.microsoft.kiota.ApiException;
import io.apicurio.registry.rest.client.models.ProblemDetails;
import io.vertx.core.VertxException;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import org.apache.avro.AvroRuntimeException;

/** What came back from a schema registry instead of what was asked for. */
final class RegistryFault extends Exception {
  private static final long serialVersionUID = 1L;
  private static final int NOT_FOUND = 404;

  /** Apicurio's names of what is not there, in both versions of its API. */
  private static final Set<String> NO_SUCH_SCHEMA =
      Set.of("ContentNotFoundException", "ArtifactNotFoundException", "VersionNotFoundException");

  private final boolean none;
  private final boolean otherKind;
  private final boolean brief;

  private RegistryFault(
      String message, boolean none, boolean otherKind, boolean brief, Throwable cause) {
    super(message, cause);
    this.none = none;
    this.otherKind = otherKind;
    this.brief = brief;
  }

  /** Of whatever Apicurio's client threw. */
  static RegistryFault of(Throwable thrown) {
    Throwable innermost = thrown;
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      innermost = cause;
      if (cause instanceof ApiException answer) {
        return of(answer);
      }
      if (cause instanceof AvroRuntimeException) {
        return new RegistryFault("it answers what is no Avro schema", false, true, false, thrown);
      }
    }
    boolean broken = innermost instanceof IOException || innermost instanceof VertxException;
    return new RegistryFault(messageOf(innermost), false, false, broken, thrown);
  }

  /** It said nothing in time. */
  static RegistryFault silent(Duration patience, Throwable cause) {
    return new RegistryFault(
        String.format(Locale.ROOT, "no answer within %d ms", patience.toMillis()),
        false,
        false,
        false,
        cause);
  }

  /** Whether the registry itself says that it has no such schema, and not a proxy before it. */
  boolean saysThereIsNone() {
    return none;
  }

  /** Whether it answered with what may be a schema of another kind than Avro, or half a one. */
  boolean mayBeOfAnotherKind() {
    return otherKind;
  }

  /** Whether it is worth asking again at once. */
  boolean mayPassAtOnce() {
    return brief;
  }

  private static RegistryFault of(ApiException answer) {
    int status = answer.getResponseStatusCode();
    String name = nameOf(answer);
    boolean none = status == NOT_FOUND && NO_SUCH_SCHEMA.contains(String.valueOf(name));
    String said = name == null ? "" : ": " + answer.getMessage();
    return new RegistryFault(
        String.format(Locale.ROOT, "HTTP %d%s", status, said), none, false, false, answer);
  }

  /** The name that Apicurio gives its refusals in their JSON bodies; null if another answered. */
  private static String nameOf(ApiException answer) {
    if (answer instanceof ProblemDetails refusal) {
      return refusal.getName();
    }
    if (answer instanceof io.apicurio.registry.rest.client.v2.models.Error refusal) {
      return refusal.getName();
    }
    return null;
  }

  private static String messageOf(Throwable cause) {
    String name = cause.getClass().getSimpleName();
    return cause.getMessage() == null ? name : name + ": " + cause.getMessage();
  }
}
