package io.qahan.deploy.offline.models;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.qahan.ingest.conv.FeatureShape;
import io.qahan.ingest.conv.FeatureSource;
import io.qahan.ingest.conv.MaskTerms;
import io.qahan.ingest.head.Head;
import io.qahan.ingest.model.ModelScores;
import io.qahan.ingest.model.StoredModel;
import io.qahan.ingest.torchscript.TorchScript;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * What is in a model file, for people and as JSON.
 *
 * @param version the content hash
 * @param input channels x height x width
 * @param otherSize what becomes of images of another size
 * @param scores on held-out images; null if it was never tried
 * @param head SHA-256 of the head it starts with; null if that is one of zeros
 * @param dryRun what the network did when it was tried; null if it was not
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ModelDetails(
    String name,
    String version,
    String created,
    String command,
    String dataset,
    long seed,
    String parent,
    String input,
    String otherSize,
    Features features,
    Attention attention,
    List<String> classes,
    ModelScores scores,
    String head,
    DryRun dryRun) {

  /**
   * How features come about.
   *
   * @param output C x H x W
   * @param count how many an image has
   * @param mean of each channel, on the scale of pixels
   * @param std standard deviation of each channel
   */
  record Features(
      String kind,
      String version,
      String output,
      int count,
      List<Double> mean,
      List<Double> std,
      String origin) {
    static Features of(FeatureSource source) {
      FeatureShape shape = source.shape();
      return new Features(
          source instanceof TorchScript ? "torchscript" : "paper",
          source.version(),
          String.format(
              Locale.ROOT,
              "%dx%dx%d",
              shape.outputChannels(),
              shape.featureHeight(),
              shape.featureWidth()),
          shape.features(),
          source.normalisation().mean(),
          source.normalisation().std(),
          source.origin());
    }

    String line() {
      return "features:  %s, %s%s, %s of them, %s, of (pixel - %s) / %s"
          .formatted(
              kind, kind.equals("paper") ? "conv stack " : "", version, count, output, mean, std);
    }
  }

  /** The masks. */
  record Attention(
      String objective,
      String layout,
      int rows,
      int columns,
      int dimension,
      int k,
      double lambda1,
      double lambda2,
      String output) {}

  static ModelDetails of(StoredModel model, DryRun dryRun) {
    MaskTerms terms = model.attention();
    return new ModelDetails(
        model.name(),
        model.version(),
        model.origin().created().toString(),
        model.origin().command(),
        model.origin().dataset(),
        model.origin().seed(),
        model.origin().parent(),
        model.features().shape().input().toString(),
        model.otherSize().slug(),
        Features.of(model.features()),
        new Attention(
            terms.objective().name().toLowerCase(Locale.ROOT),
            terms.grid().layout().name().toLowerCase(Locale.ROOT),
            terms.grid().rows(),
            terms.grid().columns(),
            terms.grid().dimension(),
            terms.kept(),
            terms.lambda1(),
            terms.lambda2(),
            terms.output().name().toLowerCase(Locale.ROOT)),
        model.classes().names(),
        model.scores().orElse(null),
        model.head().map(Head::sha256).orElse(null),
        dryRun);
  }

  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add("model:     %s, version %s".formatted(name, version));
    lines.add("made:      %s by %s".formatted(created, command));
    lines.add(
        "input:     %s, images of another size: %s, EXIF orientation honoured"
            .formatted(input, otherSize));
    lines.add(features.line());
    if (dryRun != null) {
      lines.add(dryRun.line());
    }
    lines.add(
        "masks:     %s, %s x %s blocks of %s (%s), keep %s, lambda1 %s, lambda2 %s, output %s"
            .formatted(
                attention.objective(),
                attention.rows(),
                attention.columns(),
                attention.dimension(),
                attention.layout(),
                attention.k(),
                attention.lambda1(),
                attention.lambda2(),
                attention.output()));
    lines.add("head:      " + (head == null ? "none: a stream starts with zeros" : head));
    lines.add(
        scores == null
            ? "scores:    none: it was not tried on held-out images"
            : String.format(
                Locale.ROOT,
                "scores:    accuracy %.4f, loss %.4f on %,d held-out images",
                scores.accuracy(),
                scores.loss(),
                scores.images()));
    IntStream.range(0, classes.size()).forEach(i -> lines.add(ofClass(i)));
    return lines;
  }

  private String ofClass(int number) {
    String line = "class %s:   %s".formatted(number, classes.get(number));
    if (scores == null || number >= scores.perClass().size()) {
      return line;
    }
    ModelScores.OfClass of = scores.perClass().get(number);
    return line + String.format(Locale.ROOT, ", %.4f of %,d", of.accuracy(), of.images());
  }
}
