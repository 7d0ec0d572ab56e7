package io.qahan.ingest.live;

import io.javalin.config.JavalinConfig;
import io.qahan.ingest.http.Json;
import io.qahan.schemas.ops.Health;
import io.qahan.schemas.topic.Topics;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The live page of an ingest: serves it, and keeps the open ones up to date from {@link #start} to
 * {@link #close}. The images topic is read only while somebody watches. Thread safe.
 */
public final class LiveService implements AutoCloseable {
  private static final int IMAGES = 2_000;
  private static final long IMAGE_BYTES = 32 << 20;
  private static final Duration LINGER = Duration.ofSeconds(30);

  /** Opens a reader of the images topic, from its present end on. */
  public interface ImageReader
      extends Function<Consumer<ConsumerRecord<byte[], byte[]>>, AutoCloseable> {}

  private final Audience audience;
  private final LiveFeed feed;
  private final LivePage page;
  private final OnDemand images;
  private final LiveOptions options;
  private final LongSupplier nanoTime;
  private final Supplier<Health> health;
  private LiveTicker ticker;

  /**
   * A page that is not kept up to date yet.
   *
   * @param admin whether operators may act
   */
  public LiveService(
      LiveSources sources,
      LiveOptions options,
      boolean admin,
      ImageReader reader,
      Clock clock,
      LongSupplier nanoTime) {
    this.options = options;
    this.nanoTime = nanoTime;
    this.health = sources.health();
    Gallery gallery =
        new Gallery(
            sources.codecs().of(Topics.IMAGES), sources.model().decoder(), IMAGES, IMAGE_BYTES);
    this.images = new OnDemand(() -> reader.apply(gallery), gallery::clear, LINGER);
    Pictures pictures =
        new Pictures(
            sources.recent(),
            gallery,
            new MaskOverlays(sources.shape(), sources.model().attention().grid()),
            sources.model().convVersion(),
            sources.board().verdicts());
    this.audience = new Audience(options.browsers(), options.patience(), nanoTime);
    audience.publish(
        Event.of(
            "setup",
            Json.text(Setup.of(sources.model(), sources.modelName(), admin, clock.millis()))));
    this.page = new LivePage(audience, pictures);
    this.feed =
        new LiveFeed(
            sources.board(),
            sources.recent(),
            pictures,
            sources.health(),
            sources.meters(),
            sources.live(),
            sources.groups(),
            sources.clocks(),
            new ChainWatch(sources.workers()),
            audience,
            clock);
  }

  /** Adds the routes. */
  public void addTo(JavalinConfig config) {
    page.addTo(config);
  }

  /** Begins to keep pages up to date. */
  public synchronized void start() {
    ticker = LiveTicker.start(options.updatesPerSecond(), this::tick, nanoTime);
  }

  @Override
  public synchronized void close() {
    if (ticker != null) {
      ticker.close();
    }
    audience.close();
    images.close();
  }

  /** How many pages are open. */
  int browsers() {
    return audience.size();
  }

  /** Tells every open page, now. */
  void publish(Event event) {
    audience.publish(event);
  }

  private void tick(long nanos) {
    images.needed(audience.size() > 0 && health.get().ready(), nanos);
    feed.tick(nanos);
  }
}
