package io.qahan.dwave.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads INI files as Python's configparser does: {@code key = value} or {@code key: value}, keys in
 * lower case, {@code #} and {@code ;} at the start of a line for comments, values that go on in
 * lines indented deeper than their key. Values are as written: percent signs come later.
 *
 * <p>A fault is named by file and line. The line is not repeated, for it may hold the token.
 */
final class IniFile {
  /** What Python counts as blank: also no-break spaces and separators. */
  private static final String BLANK = "[\\p{IsWhite_Space}\\x1c-\\x1f]";

  private static final Pattern BLANKS_AROUND = Pattern.compile("^" + BLANK + "+|" + BLANK + "+$");
  private static final Pattern SECTION = Pattern.compile("\\[(.+)]");
  private static final Pattern OPTION =
      Pattern.compile("(.*?)" + BLANK + "*[=:]" + BLANK + "*(.*)", Pattern.DOTALL);
  private static final String DEFAULTS = "defaults";

  private final String name;
  private final List<String> faults;
  private final Map<String, Map<String, String>> sections = new LinkedHashMap<>();
  private Map<String, String> section;
  private String key;
  private int keyIndent;
  private final List<String> value = new ArrayList<>();

  private IniFile(String name, List<String> faults) {
    this.name = name;
    this.faults = faults;
  }

  /**
   * Reads a file.
   *
   * @param name of the file, for messages
   * @param faults where faults are added
   * @return keys and values by section, in the order of the file
   */
  static Map<String, Map<String, String>> parse(String name, String text, List<String> faults) {
    IniFile file = new IniFile(name, faults);
    int number = 0;
    for (String line : text.lines().toList()) {
      file.line(++number, line);
    }
    file.endOfValue();
    return file.sections;
  }

  private void line(int number, String line) {
    String stripped = BLANKS_AROUND.matcher(line).replaceAll("");
    if (stripped.startsWith("#") || stripped.startsWith(";")) {
      return;
    }
    if (stripped.isEmpty()) {
      if (key != null) {
        value.add("");
      }
      return;
    }
    int indent = line.indexOf(stripped);
    if (key != null && indent > keyIndent) {
      value.add(stripped);
      return;
    }
    endOfValue();
    Matcher header = SECTION.matcher(stripped);
    if (header.lookingAt()) { // what follows the bracket is a comment, or as good as one
      openSection(number, header.group(1));
    } else {
      option(number, indent, stripped);
    }
  }

  private void openSection(int number, String title) {
    if (sections.containsKey(title) && !title.equals(DEFAULTS)) {
      fault(number, "the section [" + title + "] is there twice; join the two");
    }
    section = sections.computeIfAbsent(title, t -> new LinkedHashMap<>());
  }

  private void option(int number, int indent, String stripped) {
    Matcher matcher = OPTION.matcher(stripped);
    if (!matcher.matches() || matcher.group(1).isEmpty()) {
      fault(number, "neither [section] nor KEY = VALUE; put # before a comment");
      return;
    }
    if (section == null) {
      fault(number, "a key before the first section; put [defaults] above it");
      return;
    }
    key = matcher.group(1).toLowerCase(Locale.ROOT);
    keyIndent = indent;
    value.add(matcher.group(2));
    if (section.containsKey(key)) {
      fault(number, "the key [" + key + "] is there twice in its section; keep one");
    }
  }

  private void endOfValue() {
    if (key != null) {
      section.put(key, String.join("\n", value).stripTrailing());
      key = null;
    }
    value.clear();
  }

  private void fault(int number, String what) {
    faults.add("the file [" + name + "], line " + number + ": " + what + ".");
  }
}
