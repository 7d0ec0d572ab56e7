package io.qahan.deploy.operate.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Whether transactions hang, so that readers of committed records wait for ever. */
final class TransactionCheck {
  private static final String CHECK = "transactions";

  private TransactionCheck() {}

  /**
   * Judges.
   *
   * @param hanging what was found
   * @param bootstrapServers of the cluster, for the cure
   */
  static List<Finding> of(List<HangingTransaction> hanging, String bootstrapServers) {
    List<Finding> findings = new ArrayList<>();
    for (HangingTransaction each : hanging) {
      findings.add(
          Finding.fault(
              CHECK,
              String.format(
                  Locale.ROOT,
                  "[%s] has an open transaction (producer %d) that no coordinator will end: readers of committed records stop at offset %d",
                  each.partition(),
                  each.producerId(),
                  each.startOffset()),
              String.format(
                  Locale.ROOT,
                  "kafka-transactions.sh --bootstrap-server %s abort --topic %s --partition %d --start-offset %d",
                  bootstrapServers,
                  each.partition().topic(),
                  each.partition().partition(),
                  each.startOffset())));
    }
    return findings.isEmpty() ? List.of(Finding.ok(CHECK, "none hangs")) : findings;
  }
}
