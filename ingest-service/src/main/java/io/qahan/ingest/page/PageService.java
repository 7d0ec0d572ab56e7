package io.qahan.ingest.page;

import io.javalin.config.JavalinConfig;
import io.qahan.ingest.board.ChainWatch;
import io.qahan.ingest.events.Audience;
import io.qahan.ingest.events.Event;
import io.qahan.ingest.gallery.Gallery;
import io.qahan.ingest.gallery.OnDemand;
import io.qahan.ingest.gallery.Pictures;
import io.qahan.ingest.http.Json;
import io.qahan.ingest.label.QueueRoutes;
import io.qahan.ingest.serving.ServedModel;
import io.qahan.schemas.ops.Health;
import io.qahan.schemas.topic.Topics;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The live page of an ingest: serves it, and keeps the open ones up to date from {@link #start} to
 * {@link #close}. The images topic is read only while somebody watches, or has asked what to label.
 * Thread safe.
 */
public final class PageService implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(PageService.class);

  /** Twice as many as the label queue chooses among, so that what it shows does not go at once. */
  private static final int IMAGES = 4_000;

  private static final long IMAGE_BYTES = 32 << 20;
  private static final Duration LINGER = Duration.ofSeconds(30);
  private static final int CLOSE_SECONDS = 10;

  /** How often what is drawn over time goes on while nobody looks. */
  private static final Duration UNSEEN = Duration.ofMillis(250);

  /** Opens a reader of the images topic, from its present end on. */
  public interface ImageReader
      extends Function<Consumer<ConsumerRecord<byte[], byte[]>>, AutoCloseable> {}

  private final Audience audience;
  private final PageFeed feed;
  private final PageRoutes page;
  private final QueueRoutes queue;
  private final OnDemand images;
  private final PageOptions options;
  private final LongSupplier nanoTime;
  private final Supplier<Health> health;
  private final AtomicBoolean asked = new AtomicBoolean();
  private final ScheduledThreadPoolExecutor ticker =
      new ScheduledThreadPoolExecutor(
          1,
          task -> {
            Thread made = new Thread(task, "live-feed");
            made.setDaemon(true);
            return made;
          });

  /**
   * A page that is not kept up to date yet.
   *
   * @param admin whether operators may act
   */
  public PageService(
      PageSources sources,
      PageOptions options,
      boolean admin,
      ImageReader reader,
      Clock clock,
      LongSupplier nanoTime) {
    this.options = options;
    this.nanoTime = nanoTime;
    this.health = sources.health();
    Gallery gallery =
        new Gallery(
            sources.codecs().of(Topics.IMAGES),
            () -> sources.models().current().model().decoder(),
            IMAGES,
            IMAGE_BYTES);
    this.images = new OnDemand(() -> reader.apply(gallery), gallery::clear, LINGER);
    Pictures pictures =
        new Pictures(sources.recent(), gallery, sources.models(), sources.board().verdicts());
    this.audience = new Audience(options.browsers(), options.patience(), nanoTime);
    long started = clock.millis();
    Consumer<ServedModel> setup =
        served ->
            audience.publish(
                Event.of(
                    "setup", Json.text(Setup.of(served, sources.modelName(), admin, started))));
    setup.accept(sources.models().current());
    sources.models().onChange(setup);
    this.page = new PageRoutes(audience, pictures);
    this.queue =
        new QueueRoutes(
            sources.board().queue(), sources.models(), pictures::has, () -> asked.set(true));
    this.feed =
        new PageFeed(
            sources.board(),
            sources.recent(),
            pictures,
            sources.health(),
            sources.meters(),
            sources.models(),
            sources.groups(),
            sources.offsets(),
            sources.clocks(),
            new ChainWatch(sources.workers()),
            queue,
            audience,
            clock);
  }

  /** Adds the routes. */
  public void addTo(JavalinConfig config) {
    page.addTo(config);
    queue.addTo(config);
  }

  /** Begins to keep pages up to date. */
  public synchronized void start() {
    ticker.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    tickIn(UNSEEN);
  }

  private void tickIn(Duration delay) {
    try {
      var unused = ticker.schedule(this::tick, delay.toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      log.debug("Closed: the page is not kept up to date any more");
    }
  }

  @Override
  public synchronized void close() {
    ticker.shutdown();
    try {
      if (!ticker.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        ticker.shutdownNow();
      }
    } catch (InterruptedException e) {
      ticker.shutdownNow();
      Thread.currentThread().interrupt();
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

  /** A page that cannot be drawn once, for example without the registry, is drawn the next time. */
  private void tick() {
    long nanos = nanoTime.getAsLong();
    boolean isSeen = audience.size() > 0;
    try {
      boolean wanted = asked.getAndSet(false) || isSeen;
      images.needed(wanted && health.get().ready(), nanos);
      feed.tick(nanos);
    } catch (RuntimeException e) {
      log.warn("The live page was not brought up to date: {}", e.toString());
    } finally {
      tickIn(isSeen ? Duration.ofSeconds(1).dividedBy(options.updatesPerSecond()) : UNSEEN);
    }
  }
}
