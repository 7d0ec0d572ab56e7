package io.qahan.deploy.operate.dlq;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What became of dead letters.
 *
 * @param sent sent and committed; what would be, if {@code dryRun}
 * @param already replayed before, so left alone
 * @param refused cannot be sent back, and why
 */
record ReplayReport(
    boolean dryRun, List<LetterId> sent, List<LetterId> already, List<ReplayPlan.Refusal> refused) {

  static ReplayReport of(boolean dryRun, List<LetterId> sent, ReplayPlan plan) {
    return new ReplayReport(dryRun, sent, plan.already(), plan.refused());
  }

  List<String> lines() {
    List<String> lines = new ArrayList<>();
    sent.forEach(id -> lines.add((dryRun ? "would be sent back " : "sent back ") + id));
    refused.forEach(refusal -> lines.add("not sent " + refusal.id() + ": " + refusal.why()));
    lines.add(
        String.format(
            Locale.ROOT,
            "%d %s, %d not sent",
            sent.size(),
            dryRun ? "would be sent back" : "sent back",
            refused.size()));
    if (!already.isEmpty()) {
      lines.add(already.size() + " were replayed before (--again sends them once more)");
    }
    return lines;
  }
}
