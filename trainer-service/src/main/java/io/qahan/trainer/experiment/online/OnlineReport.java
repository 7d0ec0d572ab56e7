package io.qahan.trainer.experiment.online;

import io.qahan.ingest.model.StoredModel;
import io.qahan.trainer.experiment.report.Report;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Writes about streams. */
final class OnlineReport {
  private static final String SHIPPED =
      "conv stack: the one that ships, but for Mnih and Elsayed the one that their networks learned"
          + " with (commands below), which are frozen too";

  private OnlineReport() {}

  /**
   * What is known so far.
   *
   * @param name of the data set, and of the model if there is one
   * @param model that was streamed; empty: the conv stacks that ship
   * @param png the picture's file
   */
  static Report of(
      String name,
      Optional<StoredModel> model,
      OnlineImages images,
      List<OnlineResult> results,
      String png) {
    int window = results.get(0).window();
    return new Report("Online learning on %s".formatted(name))
        .paragraph(
            String.format(
                Locale.ROOT,
                """
                A head that %s learns from a stream of %d %s images over a frozen %s. Each image is answered by the head that is live when it comes; its label \
                comes so many images later, and then it is trained on (batch 32, Adam 0.001, dropout \
                0.5). Every ten steps the head in training may become live: with the gate only if its \
                loss on the newest examples is no worse than the live head's. In the middle of some \
                streams, after image %d, every class takes the next one's name, or every image its \
                negative. Accuracies are those of the answers, over %d images before the middle, the \
                first %d after it, and the last %d. A stream is as good again when such a window has \
                0.95 of the accuracy before the middle; no new label can have come before the delay.\
                """,
                model.flatMap(StoredModel::head).isPresent()
                    ? "the model file has"
                    : "knows nothing",
                images.size(),
                images.areUnseen() ? "test" : "training",
                model.map(OnlineReport::network).orElse(SHIPPED),
                images.middle(),
                window,
                window,
                window))
        .paragraph(
            model.isPresent()
                ? "What the model's network and head have learned from, the file does not prove: on"
                    + " images that they know the accuracies are higher than on new ones."
                : images.areUnseen()
                    ? "The conv stacks have not learned from these images."
                    : "The conv stacks have learned from these images or most of them: the accuracies"
                        + " are higher than on new ones.")
        .paragraph(
            """
            Drift is noticed by the trainer's default test with its default settings: after so \
            many labels of changed images (a batch is scored at once, so a label waits for at most \
            31 others). Other alarms are those before the change, without one, or after the first. \
            The paper says nothing about streams, so there is no claim to judge.\
            """)
        .table(
            List.of(
                "drift",
                "stream",
                "before the middle",
                "after",
                "last",
                "all",
                "as good after images",
                "noticed after labels",
                "other alarms",
                "heads published",
                "withheld",
                "of them on older images"),
            results.stream().map(OnlineReport::cells).toList())
        .picture("Accuracy over images seen; diamonds: drift noticed", png);
  }

  private static String network(StoredModel model) {
    return "network: that of model %s (features %s; made by `%s`). Masks are by the terms of the file, and all streams start from one head; without attention every block is kept. Masks of a grid are greedy's. The rivals are left out, as they learn where to look with a conv stack of their own"
        .formatted(model.label(), model.features().version(), model.origin().command());
  }

  private static List<String> cells(OnlineResult result) {
    int middle = result.middle();
    int window = result.window();
    OptionalInt recovered = result.imagesToRecover();
    OptionalLong noticed = result.labelsToNotice();
    String none = result.plan().drift() == PlantedDrift.NONE ? "" : "not";
    return List.of(
        result.plan().drift().title(),
        result.plan().label(),
        Report.digits(result.before()),
        Report.digits(result.accuracy(middle, middle + window)),
        Report.digits(result.accuracy(result.images() - window, result.images())),
        Report.digits(result.accuracy(0, result.images())),
        recovered.isPresent() ? Integer.toString(recovered.getAsInt()) : none,
        noticed.isPresent() ? Long.toString(noticed.getAsLong()) : none,
        Integer.toString(result.otherAlarms()),
        Integer.toString(result.published()),
        Integer.toString(result.withheld()),
        Integer.toString(result.onAnchors()));
  }
}
