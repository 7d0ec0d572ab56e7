package io.qahan.trainer.experiment;

import io.qahan.trainer.attention.Mechanism;
import io.qahan.trainer.experiment.report.Claim;
import io.qahan.trainer.experiment.report.FinishedRun;
import io.qahan.trainer.paper.history.Epoch;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The figures that the paper gives for MNIST, its last ones where it gives ranges. Its training
 * accuracy may have been taken with or without dropout, so both are judged.
 */
final class MnistClaims {
  private MnistClaims() {}

  static List<Claim> of(List<FinishedRun> runs) {
    List<Claim> claims = new ArrayList<>();
    find(runs, Mechanism.QAHAM).ifPresent(run -> qahan(run, claims));
    find(runs, Mechanism.MNIH).ifPresent(run -> mnih(run, claims));
    find(runs, Mechanism.ELSAYED).ifPresent(run -> elsayed(run, claims));
    return claims;
  }

  private static void qahan(FinishedRun run, List<Claim> claims) {
    Epoch last = run.lastEpoch();
    claims.add(
        Claim.reaches(
            "QAHAN, training accuracy, with dropout", 0.996, 0.999, last.train().accuracy()));
    claims.add(
        Claim.reaches(
            "QAHAN, training accuracy, without dropout",
            0.996,
            0.999,
            run.network().last().trainingImages().accuracy()));
    claims.add(
        Claim.staysBelow("QAHAN, training loss, with dropout", 0.003, 0.013, last.train().loss()));
    claims.add(
        Claim.staysBelow(
            "QAHAN, training loss, without dropout",
            0.003,
            0.013,
            run.network().last().trainingImages().loss()));
    claims.add(Claim.reaches("QAHAN, test accuracy, last epoch", 0.99, 1, last.test().accuracy()));
    claims.add(
        Claim.reaches(
            "QAHAN, accuracy on all test images",
            0.99,
            1,
            run.network().last().everyTestImage().accuracy()));
    claims.add(Claim.staysBelow("QAHAN, test loss, last epoch", 0.0002, 0.058, last.test().loss()));
  }

  private static void mnih(FinishedRun run, List<Claim> claims) {
    claims.add(Claim.atMost("Mnih, training accuracy", 0.95, run.lastEpoch().train().accuracy()));
    claims.add(Claim.within("Mnih, test accuracy", 0.89, 0.99, run.lastEpoch().test().accuracy()));
  }

  private static void elsayed(FinishedRun run, List<Claim> claims) {
    claims.add(
        Claim.atMost("Elsayed, training accuracy", 0.85, run.lastEpoch().train().accuracy()));
    claims.add(Claim.atMost("Elsayed, test accuracy", 0.94, run.lastEpoch().test().accuracy()));
  }

  private static Optional<FinishedRun> find(List<FinishedRun> runs, Mechanism mechanism) {
    return runs.stream().filter(run -> run.plan().attention().mechanism() == mechanism).findFirst();
  }
}
