package io.qahan.ingest.inference;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HttpStatus;
import io.qahan.ingest.door.ImageDoor;
import io.qahan.ingest.http.HttpBody;
import io.qahan.ingest.http.HttpFault;
import io.qahan.ingest.http.HttpPolicy;
import io.qahan.ingest.http.Json;
import io.qahan.ingest.http.PacedBody;
import io.qahan.ingest.image.EncodedImage;
import io.qahan.ingest.serving.ImageModel;
import io.qahan.schemas.ops.Health;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;

/**
 * The routes of the <a
 * href="https://kserve.github.io/website/docs/concepts/architecture/data-plane/v2-protocol">Open
 * Inference Protocol</a>, with Triton's binary tensors and classification. Images go in and answers
 * come back as those of {@code POST /images} do. Thread safe.
 */
public final class InferenceRoutes {
  private static final String HEADER_LENGTH = "Inference-Header-Content-Length";
  private static final String VERSIONED = "/v2/models/{name}/versions/{version}";
  private static final String NAMED = "/v2/models/{name}";

  private final ImageDoor door;
  private final HttpPolicy.Batches batches;
  private final String name;
  private final Supplier<ImageModel> model;
  private final Supplier<Health> health;

  /**
   * @param batches how much one request may have
   * @param name what the model is called
   * @param model the one that takes images in
   */
  public InferenceRoutes(
      ImageDoor door,
      HttpPolicy.Batches batches,
      String name,
      Supplier<ImageModel> model,
      Supplier<Health> health) {
    this.door = door;
    this.batches = batches;
    this.name = name;
    this.model = model;
    this.health = health;
  }

  /** Adds the routes. */
  public void addTo(JavalinConfig config) {
    config.routes.get("/v2", InferenceRoutes::server);
    config.routes.get("/v2/health/live", advised(ctx -> tell(ctx, Health::live)));
    config.routes.get("/v2/health/ready", advised(ctx -> tell(ctx, Health::ready)));
    for (String path : List.of(NAMED, VERSIONED)) {
      config.routes.get(path, advised(this::metadata));
      config.routes.get(path + "/ready", advised(this::modelReady));
      config.routes.post(path + "/infer", advised(this::infer));
    }
  }

  /** Clients of this protocol show the error, and nothing else: so it has the advice too. */
  private static Handler advised(Handler handler) {
    return ctx -> {
      try {
        handler.handle(ctx);
      } catch (HttpFault fault) {
        throw new HttpFault(
            fault.status(),
            fault.slug(),
            fault.getMessage() + " " + fault.advice(),
            fault.advice());
      }
    };
  }

  private static void server(Context ctx) {
    String version = InferenceRoutes.class.getPackage().getImplementationVersion();
    ObjectNode json =
        Json.object().put("name", "qahan").put("version", version == null ? "dev" : version);
    json.putArray("extensions").add("binary_tensor_data").add("classification");
    Json.answer(ctx, HttpStatus.OK, json);
  }

  private void tell(Context ctx, Predicate<Health> good) {
    Health now = health.get();
    if (!good.test(now)) {
      throw new HttpFault(
          HttpStatus.SERVICE_UNAVAILABLE,
          "not-ready",
          "Ingest is not well: %s.".formatted(now.detail()),
          "Ask /readyz until it says ready.");
    }
    Json.answer(ctx, HttpStatus.OK, Json.object().put("detail", now.detail()));
  }

  private void modelReady(Context ctx) {
    asked(ctx);
    tell(ctx, Health::ready);
  }

  private void metadata(Context ctx) {
    ImageModel asked = asked(ctx);
    ObjectNode json = Json.object().put("name", name).put("platform", "qahan");
    json.putArray("versions").add(versionOf(asked));
    ArrayNode inputs = json.putArray("inputs");
    int[] shape = {
      asked.shape().input().channels(),
      asked.shape().input().height(),
      asked.shape().input().width()
    };
    tensor(inputs, InferenceRequest.IMAGE, InputTensor.BYTES, "files; or give pixels");
    tensor(inputs, InferenceRequest.PIXELS, InputTensor.UINT8, "0 to 255, or FP32; or give image")
        .add(shape[0])
        .add(shape[1])
        .add(shape[2]);
    tensor(inputs, InferenceRequest.IMAGE_ID, InputTensor.BYTES, "if you name your images");
    ArrayNode outputs = json.putArray("outputs");
    for (OutputTensor output : OutputTensor.values()) {
      ArrayNode sizes = tensor(outputs, output.label(), output.datatype(), output.meaning());
      output.inner(asked).forEach(sizes::add);
    }
    Json.answer(ctx, HttpStatus.OK, json);
  }

  /** Its shape, to be gone on with. */
  private static ArrayNode tensor(ArrayNode list, String name, String datatype, String meaning) {
    ObjectNode json = list.addObject().put("name", name).put("datatype", datatype);
    ArrayNode shape = json.putArray("shape").add(-1);
    json.putObject("parameters").put("description", meaning);
    return shape;
  }

  private void infer(Context ctx) {
    ImageModel asked = asked(ctx);
    door.checkOpen();
    InferenceRequest request;
    List<CompletableFuture<ImageAnswer>> answers = new ArrayList<>();
    try (HttpBody body =
        HttpBody.read(
            ctx,
            unpacked(ctx),
            batches.bytes(),
            "Send fewer images at a time, or raise ingest.http.batch.bytes.",
            door.policy())) {
      request =
          InferenceRequest.read(
              body.bytes(), headerLength(ctx, body.bytes().length), batches.images(), door::newId);
      Duration patience =
          request
              .timeout()
              .filter(timeout -> timeout.compareTo(door.policy().maxWait()) < 0)
              .orElse(door.policy().maxWait());
      for (int i = 0; i < request.size(); i++) {
        answers.add(answer(ctx, request, i, patience, asked));
      }
    }
    ctx.future(
        () ->
            CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                .thenAccept(
                    done ->
                        respond(
                            ctx,
                            request,
                            asked,
                            answers.stream().map(CompletableFuture::join).toList())));
  }

  /** An image that cannot be used is told in its place; the others go on. */
  private CompletableFuture<ImageAnswer> answer(
      Context ctx, InferenceRequest request, int i, Duration patience, ImageModel asked) {
    String id = request.ids().get(i);
    try {
      EncodedImage image = request.image(i);
      return door.take(
              new ImageDoor.Arrival(
                  id,
                  door.usable(image),
                  ImageDoor.hashOf(image.content()),
                  Optional.empty(),
                  patience,
                  ImageDoor.traceOf(ctx)))
          .thenApply(outcome -> ImageAnswer.of(id, outcome, asked));
    } catch (HttpFault fault) {
      return CompletableFuture.completedFuture(ImageAnswer.without(id, fault));
    }
  }

  private void respond(
      Context ctx, InferenceRequest request, ImageModel asked, List<ImageAnswer> answers) {
    if (answers.stream().noneMatch(answer -> answer.prediction().isPresent())) {
      Json.answer(ctx, fault(answers));
      return;
    }
    InferenceResponse response =
        InferenceResponse.of(request, name, versionOf(asked), asked, answers);
    ctx.status(HttpStatus.OK);
    if (response.headerLength().isPresent()) {
      ctx.header(HEADER_LENGTH, Integer.toString(response.headerLength().getAsInt()))
          .contentType("application/octet-stream");
    } else {
      ctx.contentType("application/json");
    }
    ctx.result(response.body());
  }

  private static HttpFault fault(List<ImageAnswer> answers) {
    HttpFault first = answers.get(0).fault().orElseThrow();
    HttpStatus status =
        switch (first.status()) {
          case SERVICE_UNAVAILABLE, CONTENT_TOO_LARGE -> first.status();
          default -> HttpStatus.BAD_REQUEST;
        };
    String which =
        answers.size() == 1
            ? ""
            : String.format(
                Locale.ROOT, "None of %d images has an answer; of the first: ", answers.size());
    return new HttpFault(status, first.slug(), which + answers.get(0).error(), first.advice());
  }

  private ImageModel asked(Context ctx) {
    ImageModel serving = model.get();
    String asked = ctx.pathParam("name");
    if (!asked.equals(name)) {
      throw notFound(
          "unknown-model",
          "There is no model [%s] here.".formatted(asked),
          "Ask for [" + name + "].");
    }
    String version = ctx.pathParamMap().getOrDefault("version", "");
    if (!version.isEmpty() && !version.equals(versionOf(serving))) {
      throw notFound(
          "unknown-version",
          "Version [%s] does not serve.".formatted(version),
          "Ask for [%s], or for none in particular.".formatted(versionOf(serving)));
    }
    return serving;
  }

  private static HttpFault notFound(String slug, String message, String advice) {
    return new HttpFault(HttpStatus.NOT_FOUND, slug, message, advice);
  }

  /** What settings describe has no version but that of its network. */
  private static String versionOf(ImageModel model) {
    return model.version().isEmpty() ? model.convVersion() : model.version();
  }

  private static int headerLength(Context ctx, int body) {
    String given = ctx.header(HEADER_LENGTH);
    if (given == null) {
      return body;
    }
    try {
      int length = Integer.parseInt(given.trim());
      if (length >= 0 && length <= body) {
        return length;
      }
    } catch (NumberFormatException e) {
      // falls through to the one message for all bad lengths
    }
    throw HttpFault.badRequest(
        "bad-header",
        String.format(
            Locale.ROOT, "%s is [%s], but the body has %d bytes.", HEADER_LENGTH, given, body),
        "Say how many bytes of the body are JSON.");
  }

  private static InputStream unpacked(Context ctx) {
    String encoding = ctx.header("Content-Encoding");
    try {
      return switch (encoding == null ? "" : encoding.toLowerCase(Locale.ROOT)) {
        case "", "identity" -> PacedBody.of(ctx);
        case "gzip" -> new GZIPInputStream(PacedBody.of(ctx));
        case "deflate" -> new InflaterInputStream(PacedBody.of(ctx));
        default ->
            throw HttpFault.badRequest(
                "bad-encoding",
                "The body is packed as [%s].".formatted(encoding),
                "Send it as it is, or as gzip or deflate.");
      };
    } catch (IOException e) {
      throw HttpFault.badRequest(
          "bad-encoding", "The body is no gzip: " + e.getMessage() + ".", "Send it as it is.");
    }
  }
}
