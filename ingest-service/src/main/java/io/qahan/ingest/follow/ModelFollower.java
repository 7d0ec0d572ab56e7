package io.qahan.ingest.follow;

import io.qahan.ingest.head.LiveHead;
import io.qahan.ingest.model.MalformedModelException;
import io.qahan.ingest.model.StoredModel;
import io.qahan.ingest.release.ModelReleases;
import io.qahan.ingest.release.ModelUnavailableException;
import io.qahan.ingest.release.ReleasedFiles;
import io.qahan.ingest.serving.ServedModel;
import io.qahan.ingest.serving.ServingModels;
import io.qahan.ingest.stream.IngestMeters;
import io.qahan.schemas.avro.ModelRelease;
import io.qahan.schemas.codec.Codec;
import io.qahan.schemas.codec.UndecodableRecordException;
import io.qahan.schemas.settings.CommonSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts the newest release of one model into service, as soon as its file is here and sound. What
 * cannot be used is counted and logged, and the version that serves goes on; what cannot be fetched
 * is tried again. {@link #accept} is called by one thread; loading is done by another.
 */
public final class ModelFollower
    implements Consumer<ConsumerRecord<byte[], byte[]>>, AutoCloseable {
  /** Makes a version in service of a model file. */
  public interface Opener {
    /**
     * Makes it.
     *
     * @throws RuntimeException if it cannot be computed with
     */
    ServedModel open(StoredModel model, long release, LiveHead head);
  }

  private static final Logger log = LoggerFactory.getLogger(ModelFollower.class);
  private static final Duration RETRY = Duration.ofSeconds(5);

  /** So many releases before the newest may have images that wait; their files are kept here. */
  private static final int KEPT = 4;

  private final String name;
  private final byte[] key;
  private final Codec<ModelRelease> codec;
  private final ReleasedFiles files;
  private final ServingModels models;
  private final Opener serving;
  private final Opener remembered;
  private final IngestMeters meters;
  private final Duration retry;
  private final ScheduledExecutorService loader =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread made = new Thread(task, "model-loader");
            made.setDaemon(true);
            return made;
          });
  private final TreeMap<Long, ModelRelease> releases = new TreeMap<>(); // guarded by this
  private final List<Long> refused = new ArrayList<>(); // guarded by this
  private boolean started; // guarded by this
  private volatile Optional<String> fault = Optional.empty();

  /**
   * A follower of one model's releases, which loads nothing before {@link #start()}.
   *
   * @param serving makes a version that takes images in
   * @param remembered makes one that only answers those that it took in before
   */
  public ModelFollower(
      String name,
      Codec<ModelRelease> codec,
      ReleasedFiles files,
      ServingModels models,
      Opener serving,
      Opener remembered,
      IngestMeters meters) {
    this(name, codec, files, models, serving, remembered, meters, RETRY);
  }

  /**
   * The same.
   *
   * @param retry how long what cannot be fetched waits until it is tried again
   */
  ModelFollower(
      String name,
      Codec<ModelRelease> codec,
      ReleasedFiles files,
      ServingModels models,
      Opener serving,
      Opener remembered,
      IngestMeters meters,
      Duration retry) {
    this.name = name;
    this.key = ModelReleases.key(name);
    this.codec = codec;
    this.files = files;
    this.models = models;
    this.serving = serving;
    this.remembered = remembered;
    this.meters = meters;
    this.retry = retry;
  }

  @Override
  public void accept(ConsumerRecord<byte[], byte[]> record) {
    if (record.value() == null || !Arrays.equals(record.key(), key)) {
      return;
    }
    try {
      ModelRelease release = ModelReleases.read(codec, record.key(), record.value());
      synchronized (this) {
        releases.put(release.getRelease(), release);
        while (releases.size() > KEPT) {
          releases.pollFirstEntry();
        }
        if (started) {
          loader.execute(this::load);
        }
      }
    } catch (UndecodableRecordException | MalformedModelException e) {
      fault = Optional.of(e.getMessage());
      meters.modelRefused("undecodable");
      log.warn(
          "The release at {}-{}@{} is refused, model [{}] goes on as it is: {}",
          record.topic(),
          record.partition(),
          record.offset(),
          name,
          e.getMessage());
    }
  }

  /**
   * Puts the newest release into service that can be, and does so from here on with each that
   * comes. Call it once, when the topic has been read.
   *
   * @throws IllegalStateException if there are releases, but none can serve
   */
  public void start() throws InterruptedException, ExecutionException {
    synchronized (this) {
      started = true;
    }
    loader.submit(this::load).get();
    if (models.current().release() == 0 && !known().isEmpty()) {
      throw new IllegalStateException(
          "No release of model [%s] can serve: %s".formatted(name, fault.orElse("")));
    }
  }

  /** What is wrong with the newest release, if it does not serve. */
  public Optional<String> fault() {
    return fault;
  }

  private synchronized List<ModelRelease> known() {
    return List.copyOf(releases.values());
  }

  /** From the newest back; in service there is only a way forward. */
  private synchronized List<ModelRelease> candidates() {
    return known().stream()
        .filter(release -> release.getRelease() > models.current().release())
        .filter(release -> !refused.contains(release.getRelease()))
        .sorted(Comparator.comparingLong(ModelRelease::getRelease).reversed())
        .toList();
  }

  private void load() {
    for (ModelRelease release : candidates()) {
      try {
        serve(release);
        break;
      } catch (ModelUnavailableException e) {
        fault = Optional.of(e.getMessage());
        log.warn(
            "Release {} of model [{}] waits and is tried again, {} serves: {}",
            release.getRelease(),
            name,
            served(),
            e.getMessage());
        retry();
      } catch (RuntimeException e) { // MalformedModelException, or the engine cannot compute it
        refuse(release, e);
      }
    }
    rememberOlder();
  }

  private void retry() {
    if (!loader.isShutdown()) {
      var unused = loader.schedule(this::load, retry.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private void refuse(ModelRelease release, RuntimeException e) {
    synchronized (this) {
      refused.add(release.getRelease());
    }
    fault = Optional.of(e.getMessage());
    meters.modelRefused(e instanceof MalformedModelException ? "malformed" : "not-computable");
    log.warn(
        "Release {} of model [{}] is refused, {} serves: {}",
        release.getRelease(),
        name,
        served(),
        e.getMessage());
  }

  private String served() {
    long release = models.current().release();
    return release == 0 ? "what the settings say" : "release " + release;
  }

  private void serve(ModelRelease release) {
    StoredModel model = files.load(name, release);
    ServedModel before = models.current();
    models.serve(
        release.getVersion(),
        model.firstHead(),
        head -> serving.open(model, release.getRelease(), head));
    fault = Optional.empty();
    if (before.release() == 0
        && !before.version().isEmpty()
        && !before.version().equals(release.getVersion())) {
      log.warn(
          "[{}] is overruled: its file is version {} of model [{}], but the topic models has release"
              + " {}, version {}, which serves now. Push the file if it should serve, else leave it"
              + " out or set it to that version.",
          CommonSettings.MODEL_FILE.name(),
          before.version().substring(0, 8),
          name,
          release.getRelease(),
          release.getVersion().substring(0, 8));
    }
    log.info(
        "Release {} of model [{}] serves: version {}, {} classes, head {}",
        release.getRelease(),
        name,
        release.getVersion().substring(0, 8),
        model.classes().size(),
        models.head().version());
  }

  /** After a restart, images may still wait that an older version took in. */
  private void rememberOlder() {
    for (ModelRelease release : known()) {
      if (release.getRelease() < models.current().release()
          && models.of(release.getVersion()).isEmpty()) {
        try {
          StoredModel model = files.load(name, release);
          models.remember(
              release.getVersion(),
              model.firstHead(),
              head -> remembered.open(model, release.getRelease(), head));
        } catch (ModelUnavailableException | MalformedModelException e) {
          log.debug("Release {} is not remembered: {}", release.getRelease(), e.getMessage());
        }
      }
    }
  }

  @Override
  public void close() {
    loader.shutdownNow();
  }
}
