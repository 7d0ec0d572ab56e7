package io.qahan.deploy.operate.retrain;

import io.qahan.deploy.cli.TerminalLine;
import io.qahan.deploy.operate.Brokers;
import io.qahan.deploy.operate.OutputOption;
import io.qahan.deploy.operate.release.ReleaseOptions;
import io.qahan.deploy.operate.release.Releases;
import io.qahan.ingest.model.StoredModel;
import io.qahan.trainer.retrain.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine.ExitCode;

/**
 * What becomes of a candidate that was judged: it is released, or it is said why it is not.
 *
 * @param shadow how long and how well it has to answer beside what serves before; empty for not
 * @param large where files go that no record carries
 * @param release who asks, and whether against advice
 * @param dryRun whether nothing is to be released whatever comes out
 * @param output how the release is shown
 */
record CandidateRelease(
    Optional<Shadow.Terms> shadow,
    LargeModels large,
    ReleaseOptions release,
    boolean dryRun,
    OutputOption output) {
  /** Exit code: the candidate is not better. */
  static final int NOT_BETTER = 3;

  /**
   * A candidate.
   *
   * @param model itself
   * @param file where it is
   * @param before what its training began with
   * @param verdict on the images that were kept out
   * @param learned images that it learned from
   */
  record Judged(StoredModel model, Path file, ServingModel before, Verdict verdict, int learned) {}

  /**
   * Releases it, unless something speaks against it.
   *
   * @param lease which must be held still
   * @return the exit code
   */
  int of(
      Judged candidate, Brokers brokers, RetrainLease lease, RetrainSteps steps, TerminalLine line)
      throws IOException, ExecutionException, InterruptedException {
    Optional<String> objection = objection(candidate, brokers, line);
    if (objection.isPresent() && !release.isForced()) {
      line.print(
          "nothing was released: %s. The candidate is in [%s]; --force releases it all the same."
              .formatted(objection.get(), candidate.file()));
      steps.withheld(objection.get());
      return NOT_BETTER;
    }
    objection.ifPresent(text -> line.print("--force, although: " + text));
    if (dryRun) {
      line.print(
          "nothing was released (--dry-run). The candidate is in [%s]".formatted(candidate.file()));
      return ExitCode.OK;
    }
    Optional<String> place = large.urlOf(candidate.file(), candidate.model(), brokers.settings());
    lease.check();
    Releases.pushSuccessor(
        brokers.settings(),
        candidate.file(),
        place,
        candidate.before().releasedVersion(),
        release.withReason(
            String.format(
                Locale.ROOT,
                "retrained on %,d images: accuracy %.4f, before %.4f",
                candidate.learned(),
                candidate.verdict().candidate().accuracy(),
                candidate.verdict().serving().accuracy())),
        steps::promoted,
        output);
    steps.withheld("the version that was made serves already");
    return ExitCode.OK;
  }

  private Optional<String> objection(Judged candidate, Brokers brokers, TerminalLine line)
      throws IOException, InterruptedException {
    Verdict verdict = candidate.verdict();
    Optional<String> objection =
        verdict.isBetter() ? Optional.empty() : Optional.of(verdict.conclusion());
    return shadow.isPresent() && (objection.isEmpty() || release.isForced())
        ? Shadow.objection(
            shadow.get(), brokers, candidate.file(), candidate.model().classes(), line)
        : objection;
  }
}
