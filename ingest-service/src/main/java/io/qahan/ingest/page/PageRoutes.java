package io.qahan.ingest.page;

import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.javalin.http.sse.SseClient;
import io.javalin.http.staticfiles.Location;
import io.qahan.ingest.events.Audience;
import io.qahan.ingest.events.SseBrowser;
import io.qahan.ingest.gallery.Pictures;
import io.qahan.ingest.http.HttpFault;
import io.qahan.ingest.http.Json;
import io.qahan.ingest.image.ImageEncoder;
import io.qahan.ingest.image.PixelImage;
import java.util.Map;

/**
 * {@code GET /}: the live page, {@code GET /live/events}: its event stream, {@code GET
 * /live/images/{id}}: one image with its mask, and {@code GET /live/thumbnails/{id}}: its pixels as
 * the conv stack sees them. Thread safe.
 */
final class PageRoutes {
  /** The page loads nothing from elsewhere, and nobody may frame it around its buttons. */
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:;"
          + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private final Audience audience;
  private final Pictures pictures;

  PageRoutes(Audience audience, Pictures pictures) {
    this.audience = audience;
    this.pictures = pictures;
  }

  void addTo(JavalinConfig config) {
    config.staticFiles.add(
        files -> {
          files.hostedPath = "/";
          files.directory = "/io/qahan/ingest/page/site";
          files.location = Location.CLASSPATH;
          files.headers =
              Map.of(
                  "Content-Security-Policy", POLICY,
                  "X-Content-Type-Options", "nosniff",
                  "Referrer-Policy", "no-referrer",
                  "Cache-Control", "no-cache");
        });
    config.routes.sse("/live/events", this::open);
    config.routes.get("/live/images/{id}", this::picture);
    config.routes.get("/live/thumbnails/{id}", this::thumbnail);
  }

  private void open(SseClient client) {
    client.keepAlive();
    if (!audience.join(new SseBrowser(client))) {
      client.sendEvent(
          "full", "\"Too many pages are open. Close one, or raise ingest.live.browsers.\"");
      client.close();
    }
  }

  private void picture(Context ctx) {
    String id = ctx.pathParam("id");
    Json.answer(
        ctx,
        HttpStatus.OK,
        pictures
            .find(id)
            .orElseThrow(
                () ->
                    new HttpFault(
                        HttpStatus.NOT_FOUND,
                        "unknown-image",
                        "No prediction of image [%s] is among the recent ones.".formatted(id),
                        "Ask GET /predictions/{id} what became of it.")));
  }

  private void thumbnail(Context ctx) {
    String id = ctx.pathParam("id");
    PixelImage pixels =
        pictures
            .pixelsOf(id)
            .orElseThrow(
                () ->
                    new HttpFault(
                        HttpStatus.NOT_FOUND,
                        "unknown-image",
                        "Image [%s] is not among the last that were seen here.".formatted(id),
                        "Images are kept for a while, from when a live page is open or GET"
                            + " /label-queue was asked; ask again for newer ones."));
    ctx.contentType("image/png").result(ImageEncoder.png(pixels).content());
  }
}
