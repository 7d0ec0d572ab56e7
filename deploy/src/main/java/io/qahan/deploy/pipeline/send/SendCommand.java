package io.qahan.deploy.pipeline.send;

import io.qahan.deploy.cli.BrokerOption;
import io.qahan.deploy.cli.TextDisplay;
import io.qahan.ingest.dataset.Dataset;
import io.qahan.ingest.dataset.LabelledImages;
import io.qahan.schemas.codec.Codecs;
import io.qahan.schemas.ops.BrokerConnection;
import io.qahan.schemas.rights.Role;
import io.qahan.schemas.settings.Settings;
import io.qahan.schemas.topic.TopicNames;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code qahan send}: streams a data set or a folder into Kafka. */
@Command(
    name = "send",
    description = "Stream the images of a data set or a folder at a rate, with their labels.")
public final class SendCommand implements Callable<Integer> {
  private static final double RATE = 200;

  @Mixin private BrokerOption broker;
  @Mixin private SourceOptions source;
  @Mixin private StreamOptions stream;
  @Spec private CommandSpec spec;

  @Option(
      names = "--split",
      defaultValue = "train",
      description = "train or test (default: train).")
  private DatasetSplit split;

  @Option(
      names = "--run-id",
      paramLabel = "ID",
      description = "First part of the image ids; the same one twice sends duplicates.")
  private String runId;

  @Override
  public Integer call() throws InterruptedException {
    Settings settings = broker.load();
    LabelTiming labels = source.labels();
    Dataset set = source.open();
    LabelledImages images = split.of(set);
    split.notes(set).forEach(spec.commandLine().getOut()::println);
    ShuffledImages shuffled = new ShuffledImages(images, source.seed());
    StreamPlan plan = stream.plan(images.size(), RATE, labels);
    ImageIds ids = new ImageIds(runId != null ? runId : RunId.of(StreamClock.SYSTEM.now()));
    BrokerConnection.prepare(settings, Role.SENDER);
    try (RecordSender sender = RecordSender.to(settings);
        TextDisplay display = TextDisplay.on(spec.commandLine().getOut())) {
      SendProgress progress = new SendProgress(plan, sender, System::nanoTime);
      display.every(progress::line);
      new ImageStream(
              shuffled,
              set.shape(),
              plan,
              ids,
              new ImageStream.Route(
                  Codecs.from(settings), TopicNames.from(settings), sender, StreamClock.SYSTEM),
              progress)
          .run(() -> true);
      display.last(progress.line() + ", all of them in Kafka as " + ids.image(0) + " and so on");
    }
    return 0;
  }
}
