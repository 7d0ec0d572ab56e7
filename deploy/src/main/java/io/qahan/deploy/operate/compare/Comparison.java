package io.qahan.deploy.operate.compare;

import io.qahan.ingest.model.ClassNames;
import io.qahan.trainer.retrain.McNemar;
import io.qahan.trainer.retrain.Verdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * Two models on the images that both answered.
 *
 * @param images that both answered
 * @param labelled those of them whose class is known; accuracies are over these
 * @param agree images of which both say the same class
 * @param onlyChampionRight labelled images that only the champion gets right
 * @param onlyChallengerRight labelled images that only the challenger gets right
 * @param chance how likely so uneven a split is if both are equally good (McNemar, exact,
 *     two-sided)
 * @param verdict {@code champion}, {@code challenger} or {@code chance}
 */
public record Comparison(
    long images,
    long labelled,
    long agree,
    long onlyChampionRight,
    long onlyChallengerRight,
    double chance,
    String verdict,
    Side champion,
    Side challenger) {
  /** What is called beyond chance. */
  private static final double LEVEL = Verdict.LEVEL;

  /**
   * One of the two.
   *
   * @param prefix of its topics
   * @param accuracy over the labelled images; NaN without any
   * @param p50Millis from an image's arrival to its answer, median
   * @param meanEnergy of its masks; models with other terms have other scales
   * @param perClass accuracy by class
   */
  public record Side(
      String prefix,
      double accuracy,
      double p50Millis,
      double p99Millis,
      double meanEnergy,
      long degraded,
      SortedMap<Integer, OfClass> perClass) {}

  /**
   * Of one class.
   *
   * @param images of that class
   * @param accuracy over them
   */
  public record OfClass(long images, double accuracy) {}

  /** An image that both answered; {@code label} is null where it is not known. */
  record Pair(Answer champion, Answer challenger, Integer label) {}

  static Comparison of(String champion, String challenger, List<Pair> pairs) {
    long labelled = 0;
    long agree = 0;
    long onlyChampion = 0;
    long onlyChallenger = 0;
    for (Pair pair : pairs) {
      agree += pair.champion().predicted() == pair.challenger().predicted() ? 1 : 0;
      if (pair.label() != null) {
        boolean first = pair.champion().predicted() == pair.label();
        boolean second = pair.challenger().predicted() == pair.label();
        labelled++;
        onlyChampion += first && !second ? 1 : 0;
        onlyChallenger += second && !first ? 1 : 0;
      }
    }
    double chance = McNemar.chance(onlyChampion, onlyChallenger);
    String better = onlyChampion > onlyChallenger ? "champion" : "challenger";
    return new Comparison(
        pairs.size(),
        labelled,
        agree,
        onlyChampion,
        onlyChallenger,
        chance,
        chance < LEVEL ? better : "chance",
        side(champion, pairs, true),
        side(challenger, pairs, false));
  }

  private static Side side(String prefix, List<Pair> pairs, boolean champion) {
    List<Answer> answers = new ArrayList<>();
    SortedMap<Integer, long[]> hits = new TreeMap<>(); // images, right
    for (Pair pair : pairs) {
      Answer answer = champion ? pair.champion() : pair.challenger();
      answers.add(answer);
      if (pair.label() != null) {
        long[] of = hits.computeIfAbsent(pair.label(), unused -> new long[2]);
        of[0]++;
        of[1] += answer.predicted() == pair.label() ? 1 : 0;
      }
    }
    long images = hits.values().stream().mapToLong(of -> of[0]).sum();
    long right = hits.values().stream().mapToLong(of -> of[1]).sum();
    SortedMap<Integer, OfClass> perClass = new TreeMap<>();
    hits.forEach((label, of) -> perClass.put(label, new OfClass(of[0], (double) of[1] / of[0])));
    double[] millis = sorted(answers, Answer::millis);
    return new Side(
        prefix,
        (double) right / images,
        quantile(millis, 0.5),
        quantile(millis, 0.99),
        answers.stream().mapToDouble(Answer::energy).average().orElse(Double.NaN),
        answers.stream().filter(Answer::degraded).count(),
        perClass);
  }

  private static double[] sorted(List<Answer> answers, ToDoubleFunction<Answer> value) {
    double[] values = answers.stream().mapToDouble(value).filter(Double::isFinite).toArray();
    Arrays.sort(values);
    return values;
  }

  /** Nearest rank. */
  private static double quantile(double[] sorted, double share) {
    return sorted.length == 0
        ? Double.NaN
        : sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
  }

  /**
   * For people.
   *
   * @param classes by name
   */
  public List<String> lines(ClassNames classes) {
    List<String> lines = new ArrayList<>();
    lines.add(text("%d images that both answered, %d of them labelled", images, labelled));
    lines.add(text("agree on %d (%s)", agree, percent(agree, images)));
    for (Map.Entry<String, Side> named :
        List.of(Map.entry("champion", champion), Map.entry("challenger", challenger))) {
      Side side = named.getValue();
      lines.add(
          text(
              "%-10s [%s]: accuracy %.4f; from image to answer p50 %.0f ms, p99 %.0f ms; mean"
                  + " energy %.4f; %d degraded",
              named.getKey(),
              side.prefix(),
              side.accuracy(),
              side.p50Millis(),
              side.p99Millis(),
              side.meanEnergy(),
              side.degraded()));
    }
    champion
        .perClass()
        .forEach(
            (label, of) ->
                lines.add(
                    text(
                        "class %s: %.4f and %.4f of %d",
                        classes.of(label),
                        of.accuracy(),
                        challenger.perClass().get(label).accuracy(),
                        of.images())));
    lines.add(
        text(
            "only the champion is right on %d, only the challenger on %d",
            onlyChampionRight, onlyChallengerRight));
    lines.add(conclusion());
    return lines;
  }

  /** In one sentence. */
  public String conclusion() {
    if (labelled == 0) {
      return "no label is known of any of them: which is better cannot be told";
    }
    String odds = text(chance < 1e-4 ? "(McNemar, p = %.1e)" : "(McNemar, p = %.4f)", chance);
    return verdict.equals("chance")
        ? "the difference may be chance " + odds
        : text("the %s is better, beyond chance %s", verdict, odds);
  }

  /** Whether the champion is better, beyond chance. */
  public boolean isChampionBetter() {
    return verdict.equals("champion");
  }

  private static String percent(long part, long whole) {
    return whole == 0 ? "0%" : text("%.2f%%", 100.0 * part / whole);
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
