package io.qahan.deploy.operate.release;

import io.qahan.deploy.cli.CommandFailedException;
import io.qahan.deploy.operate.Brokers;
import io.qahan.deploy.operate.LimitOption;
import io.qahan.deploy.operate.OutputOption;
import io.qahan.deploy.operate.TextTable;
import io.qahan.ingest.model.ClassNames;
import io.qahan.ingest.model.StoredModel;
import io.qahan.ingest.release.ModelReleases;
import io.qahan.ingest.release.ReleasedFiles;
import io.qahan.schemas.avro.ModelRelease;
import io.qahan.schemas.avro.ReleaseCause;
import io.qahan.schemas.settings.CommonSettings;
import io.qahan.schemas.settings.Settings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import org.apache.kafka.clients.producer.ProducerRecord;

/** What the operator's commands on models do, each with what it prints. */
public final class Releases {
  private Releases() {}

  /**
   * Puts a model file into Kafka.
   *
   * @param url where every instance can read the file; null if the record is to have it
   * @param candidate whether it waits for {@code promote}
   */
  public static void push(
      Settings given,
      Path file,
      String url,
      boolean candidate,
      ReleaseOptions options,
      OutputOption output)
      throws InterruptedException {
    push(given, file, url, candidate, null, options, release -> List.of(), output);
  }

  /**
   * Puts a model file into Kafka that was made from what serves.
   *
   * @param url where every instance can read the file; empty if the record is to have it
   * @param parent the version that has to serve still; empty for none
   * @param besides records that are to be in Kafka if, and only if, the release is
   * @throws CommandFailedException if another serves now
   */
  public static void pushSuccessor(
      Settings given,
      Path file,
      Optional<String> url,
      String parent,
      ReleaseOptions options,
      Function<ModelRelease, List<ProducerRecord<byte[], byte[]>>> besides,
      OutputOption output)
      throws InterruptedException {
    push(given, file, url.orElse(null), false, parent, options, besides, output);
  }

  private static void push(
      Settings given,
      Path file,
      String url,
      boolean candidate,
      String parent,
      ReleaseOptions options,
      Function<ModelRelease, List<ProducerRecord<byte[], byte[]>>> besides,
      OutputOption output)
      throws InterruptedException {
    StoredModel model = ReleaseTrial.read(file);
    tell(
        sent(given, model, file, url, candidate, parent, options, besides),
        model.name(),
        model.version(),
        output);
  }

  /**
   * Lets a model file of this machine serve, and says nothing.
   *
   * @throws CommandFailedException if it cannot serve
   */
  public static void release(Settings given, Path file, String reason) throws InterruptedException {
    var unused =
        sent(
            given,
            ReleaseTrial.read(file),
            file,
            file.toUri().toString(),
            false,
            null,
            new ReleaseOptions().withReason(reason),
            release -> List.of());
  }

  private static Optional<ReleaseLog.Sent> sent(
      Settings given,
      StoredModel model,
      Path file,
      String url,
      boolean candidate,
      String parent,
      ReleaseOptions options,
      Function<ModelRelease, List<ProducerRecord<byte[], byte[]>>> besides)
      throws InterruptedException {
    if (given.isGiven(CommonSettings.MODEL)
        && !given.get(CommonSettings.MODEL).equals(model.name())) {
      throw new CommandFailedException(
          "[model] is [%s], but the file is of model [%s]: leave the setting out, or make the file anew with --name."
              .formatted(given.get(CommonSettings.MODEL), model.name()));
    }
    ModelRelease.Builder record = ofFile(file, url, model, options);
    if (url != null) {
      ReleaseTrial.tryOut(given, record.setRelease(1).build());
    }
    return Brokers.ask(
        given,
        brokers ->
            ReleaseLog.append(
                brokers,
                model.name(),
                candidate,
                log ->
                    candidate
                        ? Optional.of(record.setRelease(0).build())
                        : next(
                            given,
                            after(parent, log, file, options),
                            record,
                            model,
                            options.isForced()),
                besides));
  }

  /** What another has released meanwhile may be better. */
  private static ReleaseLog after(
      String parent, ReleaseLog log, Path file, ReleaseOptions options) {
    String serving = log.serving().map(ModelRelease::getVersion).orElse("");
    if (parent != null && !parent.equals(serving) && !options.isForced()) {
      throw new CommandFailedException(
          "Another version was released meanwhile, %s: the candidate was never held against it, and nothing was released. It is in [%s]."
              .formatted(ReleaseRow.shortened(serving), file));
    }
    return log;
  }

  /** The model of the newest release; empty if nothing was released. */
  public static Optional<StoredModel> serving(Brokers brokers) {
    String model = brokers.settings().get(CommonSettings.MODEL);
    return ReleaseLog.read(brokers, model)
        .serving()
        .map(release -> ReleaseTrial.load(brokers.settings(), model, release));
  }

  private static ModelRelease.Builder ofFile(
      Path file, String url, StoredModel model, ReleaseOptions options) {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(file);
    } catch (IOException e) {
      throw new CommandFailedException("[%s] cannot be read: %s".formatted(file, e), e);
    }
    if (url == null && bytes.length > ModelReleases.LARGEST_IN_RECORD) {
      throw new CommandFailedException(
          String.format(
              Locale.ROOT,
              "[%s] has %d bytes; a record carries %d. Put it where every ingest and trainer can"
                  + " read it, and say where: --url file:///shared/%s, or https://...",
              file,
              bytes.length,
              ModelReleases.LARGEST_IN_RECORD,
              file.getFileName()));
    }
    if (url != null) {
      ModelReleases.faultOf(url)
          .ifPresent(
              fault -> {
                throw new CommandFailedException("--url: " + fault);
              });
    }
    return options
        .record(ReleaseCause.PUSH, Instant.now())
        .setVersion(model.version())
        .setFile(url == null ? ByteBuffer.wrap(bytes) : null)
        .setUrl(url)
        .setSize(bytes.length)
        .setSha256(ReleasedFiles.sha256(bytes))
        .setClasses(model.classes().size());
  }

  /** Empty if that version serves already. */
  private static Optional<ModelRelease> next(
      Settings settings,
      ReleaseLog log,
      ModelRelease.Builder record,
      StoredModel model,
      boolean forced) {
    Optional<ModelRelease> serving = log.serving();
    if (serving.filter(live -> live.getVersion().equals(model.version())).isPresent()) {
      return Optional.empty();
    }
    if (serving.isPresent() && !forced) {
      checkClasses(
          ReleaseTrial.load(settings, model.name(), serving.get()).classes(), model.classes());
    }
    return Optional.of(
        record
            .setRelease(log.next())
            .setPrevious(serving.map(ModelRelease::getVersion).orElse(null))
            .build());
  }

  /** A label is a number: what it meant before the change it must mean after. */
  private static void checkClasses(ClassNames before, ClassNames after) {
    if (after.size() < before.size()
        || !after.names().subList(0, before.size()).equals(before.names())) {
      throw new CommandFailedException(
          "Labels that are on their way are numbers, and would mean other classes: [%s] serve, the file has [%s]. Keep the order and add new ones behind, or say --force."
              .formatted(some(before), some(after)));
    }
  }

  private static String some(ClassNames classes) {
    List<String> names = classes.names();
    return names.size() <= 10
        ? String.join(", ", names)
        : String.join(", ", names.subList(0, 10)) + ", and " + (names.size() - 10) + " more";
  }

  private static void tell(
      Optional<ReleaseLog.Sent> sent, String model, String version, OutputOption output) {
    if (sent.isEmpty()) {
      output.print(
          List.of(),
          List.of(
              "Version %s of model [%s] serves already: nothing was written."
                  .formatted(ReleaseRow.shortened(version), model)));
      return;
    }
    ReleaseLog.Sent stored = sent.get();
    ReleaseRow row =
        ReleaseRow.of(
            new ReleaseLog.Entry(stored.release(), stored.candidate()), !stored.candidate());
    List<String> lines = new ArrayList<>();
    if (stored.candidate()) {
      lines.add(
          "Version %s of model [%s] is a candidate; it serves once it is promoted (qahan models promote %s)."
              .formatted(ReleaseRow.shortened(version), model, ReleaseRow.shortened(version)));
    } else {
      lines.add(
          String.format(
              Locale.ROOT,
              "Release %d of model [%s] is in [%s] at offset %d: version %s.",
              stored.release().getRelease(),
              model,
              stored.topic(),
              stored.offset(),
              ReleaseRow.shortened(version)));
      lines.add(
          "Every ingest serves it between two images, once it has loaded it; the trainer follows"
              + " with the first labelled image of it.");
    }
    output.print(row, lines);
  }

  /** Lists releases and candidates. */
  public static void list(Settings settings, LimitOption limit, OutputOption output)
      throws InterruptedException {
    String model = settings.get(CommonSettings.MODEL);
    ReleaseLog log = Brokers.ask(settings, brokers -> ReleaseLog.read(brokers, model));
    Optional<String> fault =
        log.serving().flatMap(newest -> ReleaseTrial.faultOf(settings, model, newest));
    List<ReleaseRow> rows = limit.newest(fault.isEmpty() ? log.rows() : log.rowsOfRefused());
    List<String> lines = new ArrayList<>();
    if (rows.isEmpty()) {
      lines.add(
          "Nothing was released of model [%s]: its settings or model.file say what serves. Is its name (-D model=NAME) right?"
              .formatted(model));
    } else {
      lines.addAll(
          new TextTable(ReleaseRow.COLUMNS, rows.stream().map(ReleaseRow::cells).toList()).lines());
    }
    fault.ifPresent(
        text ->
            lines.add(
                String.format(
                    Locale.ROOT,
                    "Release %d is refused, and what served before it goes on: %s. Go back for"
                        + " good: qahan models rollback -D model=%s",
                    log.next() - 1,
                    text,
                    model)));
    if (log.unsound() > 0) {
      lines.add(log.unsound() + " records are no releases and were refused (qahan dlq list)");
    }
    output.print(rows, lines);
  }

  /**
   * The release that is asked for, with its model.
   *
   * @param version null for what serves
   */
  public static Shown show(Settings settings, String version) throws InterruptedException {
    String model = settings.get(CommonSettings.MODEL);
    return Brokers.ask(
        settings,
        brokers -> {
          ReleaseLog log = ReleaseLog.read(brokers, model);
          ModelRelease release =
              version == null
                  ? log.serving()
                      .orElseThrow(
                          () ->
                              new CommandFailedException(
                                  "Nothing was released of model [%s].".formatted(model)))
                  : log.find(version);
          ReleaseRow row =
              ReleaseRow.of(
                  new ReleaseLog.Entry(release, release.getRelease() == 0),
                  log.serving().filter(live -> live.equals(release)).isPresent());
          return new Shown(row, row.lines(), ReleaseTrial.load(settings, model, release));
        });
  }

  /**
   * A release with its model.
   *
   * @param lines the release for people
   */
  public record Shown(ReleaseRow release, List<String> lines, StoredModel model) {}

  /**
   * Lets a version serve that was pushed before.
   *
   * @param version its first digits; null for what serves in {@code from}
   * @param from prefix of another system that has it; null for this one
   */
  public static void promote(
      Settings settings, String version, String from, ReleaseOptions options, OutputOption output)
      throws InterruptedException {
    if (version == null && from == null) {
      throw new CommandFailedException(
          "Say which version is to serve, or with --from PREFIX which system's.");
    }
    String model = settings.get(CommonSettings.MODEL);
    Brokers.ask(
        settings,
        brokers -> {
          ModelRelease chosen = chosen(brokers, model, version, from);
          return again(brokers, model, log -> chosen, ReleaseCause.PROMOTE, options, output);
        });
  }

  private static ModelRelease chosen(Brokers brokers, String model, String version, String from) {
    Brokers there =
        from == null
            ? brokers
            : new Brokers(brokers.settings().with(Map.of(CommonSettings.TOPIC_PREFIX, from)));
    ReleaseLog log = ReleaseLog.read(there, model);
    return version == null
        ? log.serving()
            .orElseThrow(
                () ->
                    new CommandFailedException(
                        "Nothing was released of model [%s] under the prefix [%s]. If it serves there by model.file, push that file here instead: qahan models push FILE. If its name is another, say it: -D model=NAME"
                            .formatted(model, from)))
        : log.find(version);
  }

  /**
   * Lets an older version serve.
   *
   * @param version its first digits; null for the one before
   */
  public static void rollback(
      Settings settings, String version, ReleaseOptions options, OutputOption output)
      throws InterruptedException {
    String model = settings.get(CommonSettings.MODEL);
    Brokers.ask(
        settings,
        brokers ->
            again(
                brokers,
                model,
                log ->
                    version == null ? ReleaseTrial.before(settings, log, model) : log.find(version),
                ReleaseCause.ROLL_BACK,
                options,
                output));
  }

  private static Void again(
      Brokers brokers,
      String model,
      Function<ReleaseLog, ModelRelease> choose,
      ReleaseCause cause,
      ReleaseOptions options,
      OutputOption output)
      throws ExecutionException, InterruptedException {
    ModelRelease[] chosen = new ModelRelease[1];
    Optional<ReleaseLog.Sent> sent =
        ReleaseLog.append(
            brokers,
            model,
            false,
            log -> {
              ModelRelease target = choose.apply(log);
              chosen[0] = target;
              StoredModel stored = ReleaseTrial.loadAndTry(brokers.settings(), model, target);
              ModelRelease.Builder record =
                  options
                      .record(cause, Instant.now())
                      .setVersion(target.getVersion())
                      .setFile(target.getFile())
                      .setUrl(target.getUrl())
                      .setSize(target.getSize())
                      .setSha256(target.getSha256())
                      .setClasses(target.getClasses());
              boolean back = cause == ReleaseCause.ROLL_BACK;
              return next(brokers.settings(), log, record, stored, options.isForced() || back)
                  .map(
                      next ->
                          back
                              ? ModelRelease.newBuilder(next)
                                  .setPrevious(target.getPrevious())
                                  .build()
                              : next);
            },
            release -> List.of());
    tell(sent, model, chosen[0].getVersion(), output);
    return null;
  }
}
