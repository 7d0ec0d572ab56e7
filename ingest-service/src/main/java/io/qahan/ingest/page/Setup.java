package io.qahan.ingest.page;

import io.qahan.ingest.board.RecentSolves;
import io.qahan.ingest.conv.MaskTerms;
import io.qahan.ingest.image.ImageShape;
import io.qahan.ingest.serving.ImageModel;
import io.qahan.ingest.serving.ServedModel;
import java.util.List;

/**
 * What stays the same as long as the process runs.
 *
 * @param started when it started, epoch milliseconds: another one means another process
 * @param admin whether operators may act from the page
 * @param trained whether version 0 of the head is that of a model file, not of zeros
 * @param classes how many there are
 * @param classNames what they are called, in their order
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
    Input input,
    String otherSize,
    Grid grid,
    Bars bars) {
  /** The images that the conv stack takes. */
  record Input(int channels, int height, int width) {}

  /** The blocks of a mask. */
  record Grid(int rows, int columns, int kept, String objective) {}

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
        new Input(input.channels(), input.height(), input.width()),
        model.decoder().otherSize().slug(),
        new Grid(
            attention.grid().rows(),
            attention.grid().columns(),
            attention.kept(),
            attention.objective().name()),
        new Bars(RecentSolves.FIRST_DECADE, RecentSolves.DECADES, RecentSolves.BARS_PER_DECADE));
  }
}
