package io.qahan.deploy.operate.label;

import io.qahan.deploy.cli.BrokerOption;
import io.qahan.deploy.cli.CommandFailedException;
import io.qahan.deploy.cli.CsvRow;
import io.qahan.deploy.operate.Brokers;
import io.qahan.deploy.operate.OutputOption;
import io.qahan.deploy.operate.release.ServedClasses;
import io.qahan.deploy.pipeline.send.RecordSender;
import io.qahan.ingest.model.ClassNames;
import io.qahan.schemas.avro.Label;
import io.qahan.schemas.settings.Settings;
import io.qahan.schemas.topic.ImageId;
import io.qahan.schemas.topic.Topics;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code qahan label}: says what images are. */
@Command(
    name = "label",
    description = {
      "Say what an image is, or, with --file, what many are.",
      "A class is a name of the model that serves (of -D model.file, else of the release in Kafka), or"
          + " a number."
    })
public final class LabelCommand implements Callable<Integer> {
  private static final int FAULTS_SHOWN = 5;

  /** What was sent. */
  private record Labelled(String id, int label, String className, String by) {}

  @Mixin private BrokerOption broker;
  @Mixin private OutputOption output;
  @Spec private CommandSpec spec;

  @Parameters(index = "0", arity = "0..1", paramLabel = "ID", description = "The image's id.")
  private String id;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "CLASS",
      description = "What it is, by name or number.")
  private String named;

  @Option(
      names = "--file",
      paramLabel = "FILE",
      description =
          "Labels as comma-separated text, whose first line is id,class (or id,class,by). All lines"
              + " are good, or none is sent.")
  private Path file;

  @Option(
      names = "--by",
      paramLabel = "NAME",
      defaultValue = "qahan label",
      description = "Who says so (default: ${DEFAULT-VALUE}).")
  private String by;

  @Override
  public Integer call() throws InterruptedException {
    if ((file == null) == (named == null)) {
      throw new ParameterException(
          spec.commandLine(), "Give ID and CLASS, or --file FILE: qahan label scan-7 star");
    }
    Settings settings = broker.load();
    ClassNames classes = ServedClasses.in(settings).classes();
    List<Labelled> labels = file == null ? List.of(given(classes)) : fromFile(classes);
    Brokers.ask(
        settings,
        brokers -> {
          send(settings, brokers, labels);
          return null;
        });
    output.print(
        labels,
        List.of(
            labels.size() == 1
                ? "[%s] is %s. The trainer learns it when it has the image's features."
                    .formatted(labels.get(0).id(), labels.get(0).className())
                : String.format(
                    Locale.ROOT,
                    "%,d labels sent. The trainer learns each when it has the image's features.",
                    labels.size())));
    return 0;
  }

  private static void send(Settings settings, Brokers brokers, List<Labelled> labels) {
    Instant now = Instant.now();
    try (RecordSender sender = RecordSender.to(settings)) {
      for (Labelled label : labels) {
        sender.send(
            brokers.names().of(Topics.LABELS),
            label.id(),
            brokers.codecs().of(Topics.LABELS).encode(new Label(label.label(), label.by(), now)));
      }
      sender.flush();
    }
  }

  private Labelled given(ClassNames classes) {
    try {
      return labelled(id, named, by, classes);
    } catch (IllegalArgumentException e) {
      throw new CommandFailedException("No label was sent: " + e.getMessage(), e);
    }
  }

  private static Labelled labelled(String id, String named, String by, ClassNames classes) {
    String fault = ImageId.faultOf(id);
    if (!fault.isEmpty()) {
      throw new IllegalArgumentException("of the id: " + fault);
    }
    OptionalInt label = classes.find(named);
    if (label.isEmpty()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "[%s] is no class: there are %d, %s",
              named,
              classes.size(),
              classes.names().size() <= 20
                  ? String.join(", ", classes.names())
                  : String.join(", ", classes.names().subList(0, 20)) + " and others"));
    }
    return new Labelled(id, label.getAsInt(), classes.of(label.getAsInt()), by);
  }

  private List<Labelled> fromFile(ClassNames classes) {
    List<Labelled> labels = new ArrayList<>();
    List<String> faults = new ArrayList<>();
    for (CsvRow row : rows()) {
      try {
        String who = row.cells().getOrDefault("by", "");
        labels.add(labelled(row.text("id"), row.text("class"), who.isEmpty() ? by : who, classes));
      } catch (IllegalArgumentException e) {
        faults.add(row.place() + ": " + e.getMessage());
      }
    }
    if (!faults.isEmpty()) {
      int more = faults.size() - FAULTS_SHOWN;
      throw new CommandFailedException(
          "No label was sent. "
              + String.join("; ", faults.subList(0, Math.min(FAULTS_SHOWN, faults.size())))
              + (more > 0 ? String.format(Locale.ROOT, "; and %d more", more) : ""));
    }
    if (labels.isEmpty()) {
      throw new CommandFailedException(
          "[%s] has no labels: the first line is id,class, each further one a label."
              .formatted(file));
    }
    return labels;
  }

  private List<CsvRow> rows() {
    try {
      return CsvRow.parse(file.toString(), Files.readString(file));
    } catch (CharacterCodingException e) {
      throw new CommandFailedException(
          "[%s] is not UTF-8: save it as such (a spreadsheet calls it CSV UTF-8).".formatted(file),
          e);
    } catch (IOException | IllegalArgumentException e) {
      throw new CommandFailedException(
          "[%s] cannot be read as labels: %s".formatted(file, e.getMessage()), e);
    }
  }
}
