package io.qahan.ingest.page;

import io.qahan.ingest.head.Confusion;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * How images of each class were answered, as the page shows it.
 *
 * @param images how many labelled ones, the newest
 * @param kappa Cohen's; null where chance alone agrees always
 * @param least the number of the class with the least recall; null if none has enough images
 * @param rows the classes with the least recall first, so many as the page has room for
 * @param matrix how many images of each class were answered with each: a row a class, a column an
 *     answer; empty without images, and where the page has no room for so many classes
 */
record ClassScores(
    int images, Double kappa, Integer least, List<Row> rows, List<List<Integer>> matrix) {
  private static final int ROOM = 30;
  private static final int MATRIX_ROOM = 20;

  /**
   * One class.
   *
   * @param number of the class
   * @param images that are of it
   * @param recall share of them that were answered with it
   * @param precision share of answers with it that were right; null without any
   * @param taken the class that its images are taken for most often, by mistake; null if never
   * @param mistaken how many are
   */
  record Row(
      int number, int images, double recall, Double precision, Integer taken, int mistaken) {}

  static ClassScores of(Confusion confusion) {
    List<Confusion.Cell> cells = confusion.cells();
    return new ClassScores(
        confusion.images(),
        boxed(confusion.kappa()),
        confusion.least().map(Confusion.OfClass::number).orElse(null),
        IntStream.range(0, confusion.classes())
            .filter(number -> confusion.of(number) > 0)
            .mapToObj(number -> row(confusion, cells, number))
            .sorted(Comparator.comparingDouble(Row::recall).thenComparingInt(Row::number))
            .limit(ROOM)
            .toList(),
        matrix(confusion, cells));
  }

  private static List<List<Integer>> matrix(Confusion confusion, List<Confusion.Cell> cells) {
    int classes = confusion.classes();
    if (confusion.images() == 0 || classes > MATRIX_ROOM) {
      return List.of();
    }
    Integer[][] counts = new Integer[classes][classes];
    for (Integer[] row : counts) {
      Arrays.fill(row, 0);
    }
    cells.forEach(cell -> counts[cell.label()][cell.answer()] = cell.images());
    return Arrays.stream(counts).map(List::of).toList();
  }

  private static Row row(Confusion confusion, List<Confusion.Cell> cells, int number) {
    Confusion.Cell wrong =
        cells.stream()
            .filter(cell -> cell.label() == number && cell.answer() != number)
            .findFirst()
            .orElse(null);
    return new Row(
        number,
        confusion.of(number),
        confusion.recall(number).orElseThrow(),
        boxed(confusion.precision(number)),
        wrong == null ? null : wrong.answer(),
        wrong == null ? 0 : wrong.images());
  }

  private static Double boxed(OptionalDouble value) {
    return value.isPresent() ? value.getAsDouble() : null;
  }
}
