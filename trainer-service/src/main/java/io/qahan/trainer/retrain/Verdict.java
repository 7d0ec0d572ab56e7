package io.qahan.trainer.retrain;

import io.qahan.ingest.model.ClassNames;
import io.qahan.ingest.model.ModelScores;
import io.qahan.trainer.paper.ModelTrial;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;

/**
 * A candidate held against the model that serves, on images that the candidate never learned from.
 * What serves may have: its head learns from each label as it comes, so it has the advantage.
 *
 * @param images that both answered
 * @param serving how the model answers that serves, with its newest head
 * @param candidate how the other answers
 * @param onlyServingRight images that only the one gets right
 * @param onlyCandidateRight images that only the other gets right
 * @param chance how likely so uneven a split is if both are equally good (McNemar, exact,
 *     two-sided)
 */
public record Verdict(
    int images,
    ModelScores serving,
    ModelScores candidate,
    int onlyServingRight,
    int onlyCandidateRight,
    double chance) {
  /** What is called beyond chance. */
  public static final double LEVEL = 0.05;

  static Verdict of(ModelTrial serving, ModelTrial candidate) {
    BitSet onlyServing = (BitSet) serving.right().clone();
    onlyServing.andNot(candidate.right());
    BitSet onlyCandidate = (BitSet) candidate.right().clone();
    onlyCandidate.andNot(serving.right());
    return new Verdict(
        serving.scores().images(),
        serving.scores(),
        candidate.scores(),
        onlyServing.cardinality(),
        onlyCandidate.cardinality(),
        McNemar.chance(onlyServing.cardinality(), onlyCandidate.cardinality()));
  }

  /** Whether the candidate is better, beyond chance. */
  public boolean isBetter() {
    return onlyCandidateRight > onlyServingRight && chance < LEVEL;
  }

  /**
   * For people.
   *
   * @param classes of the candidate, by name
   * @param head with which the other serves; 0 for that of its file
   */
  public List<String> lines(ClassNames classes, long head) {
    List<String> lines = new ArrayList<>();
    lines.add(
        text("on the newest %,d labelled images, which the candidate did not learn from:", images));
    lines.add(
        text(
            "  serving:   accuracy %.4f loss %.4f (%s)",
            serving.accuracy(),
            serving.loss(),
            head == 0
                ? "with the head of its file, which learned from none of them"
                : text("with head %d, which may have learned from them", head)));
    lines.add(text("  candidate: accuracy %.4f loss %.4f", candidate.accuracy(), candidate.loss()));
    for (int i = 0; i < candidate.perClass().size(); i++) {
      ModelScores.OfClass now = candidate.perClass().get(i);
      if (now.images() > 0) {
        lines.add(
            text(
                "  class %s: %.4f and %.4f of %,d",
                classes.of(i), accuracyOf(i), now.accuracy(), now.images()));
      }
    }
    lines.add(
        text(
            "  only the serving one is right on %,d, only the candidate on %,d",
            onlyServingRight, onlyCandidateRight));
    lines.add(conclusion());
    return lines;
  }

  private double accuracyOf(int label) {
    return label < serving.perClass().size() ? serving.perClass().get(label).accuracy() : 0;
  }

  /** In one sentence. */
  public String conclusion() {
    String odds = text(chance < 1e-4 ? "(McNemar, p = %.1e)" : "(McNemar, p = %.4f)", chance);
    if (chance >= LEVEL) {
      return "the difference may be chance " + odds;
    }
    return "the %s is better, beyond chance %s"
        .formatted(isBetter() ? "candidate" : "serving model", odds);
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
