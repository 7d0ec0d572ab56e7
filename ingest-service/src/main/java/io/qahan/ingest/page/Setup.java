package io.qahan.ingest.page;

import io.qahan.ingest.board.RecentSolves;
import io.qahan.ingest.conv.MaskTerms;
import io.qahan.ingest.image.ImageShape;
import io.qahan.ingest.model.ModelOrigin;
import io.qahan.ingest.model.ModelScores;
import io.qahan.ingest.serving.ImageModel;
import io.qahan.ingest.serving.ServedModel;
import java.util.List;
import java.util.Locale;

/**
 * What stays the same as long as the process runs.
 *
 * @param started when it started, epoch milliseconds: another one means another process
 * @param admin whether operators may act from the page
 * @param trained whether version 0 of the head is that of a model file, not of zeros
 * @param classes how many there are
 * @param classNames what they are called, in their order
 * @param made how the model file came about; null without one
 * @param otherSize what becomes of an image of another size: refuse, resize or crop
 */
record Setup(
    long started,
    String model,
    boolean admin,
    boolean trained,
    int classes,
    List<String> classNames,
    String convVersion,
    String modelVersion,
    long release,
    Made made,
    Input input,
    String otherSize,
    Grid grid,
    Bars bars) {
  /** The images that the conv stack takes. */
  record Input(int channels, int height, int width) {}

  /**
   * The blocks of a mask.
   *
   * @param layout square, rows or spatial
   * @param objective salient or literal
   * @param output what of the features the head sees: masked or pooled
   * @param inputs how many numbers that are
   */
  record Grid(
      int rows,
      int columns,
      int kept,
      String layout,
      String objective,
      String output,
      int inputs) {}

  /**
   * How a model file came about.
   *
   * @param at when, epoch milliseconds
   * @param dataset the images it was trained on; may be empty
   * @param accuracy on held-out images; null if it was never tried
   * @param heldOut how many these were
   */
  record Made(long at, String dataset, Double accuracy, int heldOut) {
    static Made of(ModelOrigin origin, ModelScores scores) {
      return new Made(
          origin.created().toEpochMilli(),
          origin.dataset(),
          scores == null ? null : scores.accuracy(),
          scores == null ? 0 : scores.images());
    }
  }

  /** The bars of the latency histograms: logarithmic, from 10^first milliseconds on. */
  record Bars(int first, int decades, int perDecade) {}

  static Setup of(ServedModel served, String name, boolean admin, long started) {
    ImageModel model = served.model();
    ImageShape input = model.decoder().target();
    MaskTerms attention = model.attention();
    return new Setup(
        started,
        name,
        admin,
        !served.live().current().knowsNothing(),
        model.classes().size(),
        model.classes().names(),
        model.convVersion(),
        model.version(),
        served.release(),
        model.origin().map(origin -> Made.of(origin, model.scores().orElse(null))).orElse(null),
        new Input(input.channels(), input.height(), input.width()),
        model.decoder().otherSize().slug(),
        new Grid(
            attention.grid().rows(),
            attention.grid().columns(),
            attention.kept(),
            slug(attention.grid().layout()),
            slug(attention.objective()),
            slug(attention.output()),
            attention.headInputs()),
        new Bars(RecentSolves.FIRST_DECADE, RecentSolves.DECADES, RecentSolves.BARS_PER_DECADE));
  }

  private static String slug(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
