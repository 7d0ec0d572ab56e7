package io.qahan.trainer.experiment;

import io.qahan.ingest.conv.ConvStack;
import io.qahan.ingest.conv.ConvStackLocation;
import io.qahan.ingest.dataset.Dataset;
import io.qahan.ingest.head.HeadShape;
import io.qahan.trainer.attention.AttentionOptions;
import io.qahan.trainer.online.LearningOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Online learning over the shipped conv stacks, frozen: the accuracy of answers while a head learns
 * from labels that come late, for several mechanisms, through planted drifts, with and without the
 * publish gate. The same training as the service's, without Kafka.
 */
final class OnlineExperiment {
  static final String NAME = "online";

  private static final int MOST_IMAGES = 20_000;
  private static final int BATCH = 32;
  private static final double LEARNING_RATE = 0.001;
  private static final double DROPOUT = 0.5;
  private static final int PUBLISH_EVERY = 10;

  private OnlineExperiment() {}

  /** Runs all streams, and writes the report anew after each. */
  static Path run(Scale scale, String command, Path out, Experiments.Listener listener)
      throws IOException {
    Dataset dataset = scale.dataset().open();
    OnlineImages images =
        OnlineImages.of(dataset, Math.min(MOST_IMAGES, scale.trainImages()), scale.seed());
    List<OnlinePlan> plans = OnlinePlan.all(images.size());
    List<OnlineResult> results = new ArrayList<>();
    Path file = out.resolve("%s-%s.md".formatted(NAME, scale.datasetName()));
    Files.createDirectories(out);
    try (ConvStack conv = shipped(dataset)) {
      for (OnlinePlan plan : plans) {
        String label = "%s, drift: %s".formatted(plan.label(), plan.drift().title());
        listener.begins(label, results.size() + 1, plans.size());
        results.add(stream(plan, images, conv, scale.seed()));
        String png = "%s-%s.png".formatted(NAME, scale.datasetName());
        OnlineCurves.draw(results, out.resolve(png));
        Files.writeString(
            file,
            OnlineReport.of(scale, images, results, png)
                .paragraph("Made by `%s`.".formatted(command))
                .text());
      }
    }
    return file;
  }

  private static OnlineResult stream(
      OnlinePlan plan, OnlineImages images, ConvStack conv, long seed) {
    HeadShape shape = new HeadShape(images.classes(), conv.shape().features(), conv.version());
    LearningOptions learning =
        new LearningOptions(BATCH, LEARNING_RATE, DROPOUT, seed, PUBLISH_EVERY);
    try (MaskedStream stream =
        new MaskedStream(images, plan.drift(), conv, AttentionOptions.of(plan.mechanism()), seed)) {
      return PrequentialStream.run(plan, stream, shape, learning);
    }
  }

  /** The conv stack that ships for images of this shape. */
  private static ConvStack shipped(Dataset dataset) {
    for (String name : ConvStackLocation.BUILTIN) {
      ConvStack conv = new ConvStackLocation.Builtin(name).open();
      if (conv.shape().input().equals(dataset.shape())) {
        return conv;
      }
      conv.close();
    }
    throw new IllegalArgumentException(
        "no conv stack ships for the [%s] images of data set [%s]; maybe take mnist:DIR or cifar10:DIR"
            .formatted(dataset.shape(), dataset.name()));
  }
}
