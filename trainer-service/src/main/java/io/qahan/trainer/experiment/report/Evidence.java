package io.qahan.trainer.experiment.report;

import java.util.List;

/**
 * How much it takes to judge the paper.
 *
 * @param fewestImages to train on
 * @param fewestEpochs of each training
 */
public record Evidence(int fewestImages, int fewestEpochs) {
  /** The claims as they are if there is enough of it, and none of them judged if not. */
  public List<Claim> judge(Scale scale, List<FinishedRun> runs, List<Claim> claims) {
    if (scale.trainImages() < fewestImages) {
      return unjudged(claims, "too few images to judge");
    }
    boolean brief = runs.stream().anyMatch(run -> run.epochs().size() < fewestEpochs);
    return brief ? unjudged(claims, "too few epochs to judge") : claims;
  }

  private static List<Claim> unjudged(List<Claim> claims, String why) {
    return claims.stream().map(claim -> claim.unjudged(why)).toList();
  }
}
