package io.qahan.ingest.label;

import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.qahan.ingest.control.AccessToken;
import io.qahan.ingest.http.HttpFault;
import io.qahan.ingest.http.HttpPolicy;
import io.qahan.ingest.http.Json;
import io.qahan.ingest.http.TextBody;
import io.qahan.ingest.model.ClassNames;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code POST /labels/{id}} and {@code POST /labels}, a JSON object a line: somebody says what
 * images are. All lines are good, or none is taken. Closed to all who do not show one of the
 * tokens, unless requests of this host are let in without. Thread safe.
 */
public final class LabelRoutes {
  private static final Logger log = LoggerFactory.getLogger(LabelRoutes.class);
  private static final int MAX_BODY = 4096;
  private static final int FAULTS_SHOWN = 5;

  private final AccessToken admin;
  private final AccessToken clients;
  private final boolean openToThisHost;
  private final LabelSender sender;
  private final HttpPolicy policy;
  private final Clock clock;

  /**
   * Routes over a sender.
   *
   * @param openToThisHost whether requests from the loopback address need no token
   * @param policy knows the classes, and how large a body may be
   */
  public LabelRoutes(
      AccessToken admin,
      AccessToken clients,
      boolean openToThisHost,
      LabelSender sender,
      HttpPolicy policy,
      Clock clock) {
    this.admin = admin;
    this.clients = clients;
    this.openToThisHost = openToThisHost;
    this.sender = sender;
    this.policy = policy;
    this.clock = clock;
  }

  /** Adds the routes. */
  public void addTo(JavalinConfig config) {
    config.routes.post("/labels/{id}", this::postOne);
    config.routes.post("/labels", this::postMany);
  }

  private void postOne(Context ctx) {
    checkAdmitted(ctx);
    ClassNames classes = policy.classes();
    LabelRequest label =
        LabelRequest.parse(
            TextBody.read(ctx, MAX_BODY, "Send one class."), ctx.pathParam("id"), classes);
    store(
        ctx,
        List.of(label),
        Json.object()
            .put("id", label.id())
            .put("label", label.label())
            .put("className", classes.of(label.label())));
  }

  private void postMany(Context ctx) {
    checkAdmitted(ctx);
    List<LabelRequest> labels =
        parsed(
            TextBody.read(ctx, policy.maxBytes(), "Send fewer labels at a time."),
            policy.classes());
    store(ctx, labels, Json.object().put("labels", labels.size()));
  }

  private static List<LabelRequest> parsed(String body, ClassNames classes) {
    List<LabelRequest> labels = new ArrayList<>();
    List<String> faults = new ArrayList<>();
    int number = 0;
    for (String line : body.split("\n", -1)) {
      number++;
      if (!line.isBlank()) {
        try {
          labels.add(LabelRequest.parse(line, null, classes));
        } catch (HttpFault e) {
          faults.add(String.format(Locale.ROOT, "line %d: %s", number, e.getMessage()));
        }
      }
    }
    if (!faults.isEmpty()) {
      int more = faults.size() - FAULTS_SHOWN;
      throw HttpFault.badRequest(
          "bad-lines",
          String.join(" ", faults.subList(0, Math.min(FAULTS_SHOWN, faults.size())))
              + (more > 0 ? String.format(Locale.ROOT, " And %d more.", more) : ""),
          "Mend them and send all again; no line was taken.");
    }
    if (labels.isEmpty()) {
      throw HttpFault.badRequest(
          "bad-body",
          "There is no label.",
          "Send a line {\"id\": \"scan-7\", \"class\": \"%s\"} for each.".formatted(classes.of(0)));
    }
    return labels;
  }

  private void store(Context ctx, List<LabelRequest> labels, Object answer) {
    Instant now = clock.instant();
    ctx.future(
        () ->
            CompletableFuture.allOf(
                    labels.stream()
                        .map(label -> sender.send(label.id(), label.toRecord(now)))
                        .toArray(CompletableFuture[]::new))
                .handle(
                    (stored, error) -> {
                      if (error == null) {
                        Json.answer(ctx, HttpStatus.ACCEPTED, answer);
                      } else {
                        failed(ctx, error);
                      }
                      return null;
                    }));
  }

  private static void failed(Context ctx, Throwable error) {
    log.warn("Labels could not be put into Kafka: {}", error.toString());
    Throwable cause = error.getCause() == null ? error : error.getCause();
    Json.answer(
        ctx,
        new HttpFault(
            HttpStatus.SERVICE_UNAVAILABLE,
            "not-stored",
            "Not every label could be put into Kafka: " + cause.getMessage(),
            "Send all again; one that is there twice counts once."));
  }

  private void checkAdmitted(Context ctx) {
    if ((openToThisHost && isOfThisHost(ctx) && isJson(ctx)) || clients.isShownBy(ctx)) {
      return;
    }
    if (openToThisHost && isOfThisHost(ctx) && ctx.header("Authorization") == null) {
      throw new HttpFault(
          HttpStatus.FORBIDDEN,
          "not-json",
          "Without a token programs on this host may label images as JSON alone, and this says [%s]."
              .formatted(ctx.contentType()),
          "Send the header Content-Type: application/json, or a token.");
    }
    admin.check(ctx, "label images");
  }

  /**
   * Whether a program of this host asks. A page of somewhere else in a browser of this host may
   * send JSON nowhere without asking first, and if it has its own name lead here, it still says
   * that name. What a proxy sends is of other hosts.
   */
  private static boolean isOfThisHost(Context ctx) {
    return isNameOfThisHost(ctx.host())
        && ctx.header("Forwarded") == null
        && ctx.header("X-Forwarded-For") == null
        && isLoopback(ctx.req().getRemoteAddr());
  }

  private static boolean isJson(Context ctx) {
    String type = ctx.contentType();
    return type != null
        && type.toLowerCase(Locale.ROOT).matches("application/(json|x-ndjson|jsonl)\\b.*");
  }

  private static boolean isNameOfThisHost(String host) {
    String name = host == null ? "" : host.toLowerCase(Locale.ROOT).replaceFirst(":\\d+$", "");
    return name.equals("localhost")
        || (name.matches("127(\\.\\d{1,3}){3}|\\[[0-9a-f:]+]") && isLoopback(name));
  }

  /** Of an address, not a name: nothing is looked up. */
  private static boolean isLoopback(String address) {
    try {
      return InetAddress.getByName(address).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
