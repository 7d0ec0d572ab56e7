package io.qahan.deploy.operate.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * All findings of one examination.
 *
 * @param faults how many of them are faults
 * @param warnings how many are warnings
 */
record Diagnosis(List<Finding> findings, long faults, long warnings) {
  static Diagnosis of(List<Finding> findings) {
    return new Diagnosis(
        List.copyOf(findings),
        count(findings, Finding.Verdict.FAULT),
        count(findings, Finding.Verdict.WARNING));
  }

  private static long count(List<Finding> findings, Finding.Verdict verdict) {
    return findings.stream().filter(finding -> finding.verdict() == verdict).count();
  }

  List<String> lines() {
    List<String> lines = new ArrayList<>();
    findings.forEach(finding -> lines.addAll(finding.lines()));
    lines.add(
        faults + warnings == 0
            ? "all is well"
            : String.format(Locale.ROOT, "%d fault(s), %d warning(s)", faults, warnings));
    return lines;
  }
}
