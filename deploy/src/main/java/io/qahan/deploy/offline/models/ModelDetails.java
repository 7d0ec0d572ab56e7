package io.qahan.deploy.offline.models;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.qahan.ingest.conv.MaskTerms;
import io.qahan.ingest.head.Head;
import io.qahan.ingest.model.ModelScores;
import io.qahan.ingest.model.StoredModel;
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
    String head) {

  /** How features come about. */
  record Features(String kind, String version, int count, String origin) {}

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

  static ModelDetails of(StoredModel model) {
    MaskTerms terms = model.attention();
    return new ModelDetails(
        model.name(),
        model.version(),
        model.origin().created().toString(),
        model.origin().command(),
        model.origin().dataset(),
        model.origin().seed(),
        model.origin().parent(),
        model.conv().shape().input().toString(),
        model.otherSize().slug(),
        new Features(
            "paper",
            model.conv().version(),
            model.conv().shape().features(),
            model.conv().origin()),
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
        model.head().map(Head::sha256).orElse(null));
  }

  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add("model:     %s, version %s".formatted(name, version));
    lines.add("made:      %s by %s".formatted(created, command));
    lines.add(
        "input:     %s, images of another size: %s, EXIF orientation honoured"
            .formatted(input, otherSize));
    lines.add(
        "features:  %s, conv stack %s, %s of them"
            .formatted(features.kind(), features.version(), features.count()));
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
