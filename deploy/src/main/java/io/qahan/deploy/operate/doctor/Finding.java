package io.qahan.deploy.operate.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a check found.
 *
 * @param check what was looked at, for example {@code topics}
 * @param text what is the case
 * @param cure what to do about it; empty if all is well
 */
record Finding(String check, Verdict verdict, String text, String cure) {
  /** How bad a finding is. */
  enum Verdict {
    OK,
    /** It works, but not as it should, or not for long. */
    WARNING,
    /** Something will not work. */
    FAULT
  }

  private static final String INDENT = " ".repeat(22);

  static Finding ok(String check, String text) {
    return new Finding(check, Verdict.OK, text, "");
  }

  static Finding warning(String check, String text, String cure) {
    return new Finding(check, Verdict.WARNING, text, cure);
  }

  static Finding fault(String check, String text, String cure) {
    return new Finding(check, Verdict.FAULT, text, cure);
  }

  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add("%-8s  %-10s  %s".formatted(verdict.name().toLowerCase(Locale.ROOT), check, text));
    if (!cure.isEmpty()) {
      lines.add(INDENT + "-> " + cure);
    }
    return lines;
  }
}
