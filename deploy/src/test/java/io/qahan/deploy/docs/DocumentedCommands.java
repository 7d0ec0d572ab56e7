package io.qahan.deploy.docs;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The commands of ours in a page: in blocks of code, and in code within a line. */
final class DocumentedCommands {
  private static final String LAUNCHER = "deploy/qahan ";
  private static final Pattern BLOCK =
      Pattern.compile("^ *```(\\w*)\\n(.*?)^ *```", Pattern.MULTILINE | Pattern.DOTALL);
  private static final Set<String> SHELLS = Set.of("", "sh", "bash", "shell");
  private static final Pattern INLINE = Pattern.compile("`([^`\\n]+)`");

  /** What ends a command in a shell, or stands beside it. */
  private static final Pattern END =
      Pattern.compile("\\s+(?:#|&|\\||>|2>|;|\\)).*|[;)&].*|\\s+&&.*");

  private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|'([^']*)'|(\\S+)");

  private DocumentedCommands() {}

  /**
   * A command.
   *
   * @param arguments that our command line gets
   * @param whole whether it is there to be typed; else it may be named without its arguments
   */
  record Command(List<String> arguments, boolean whole) {}

  static List<Command> of(String page) {
    List<Command> commands = new ArrayList<>();
    Matcher block = BLOCK.matcher(page);
    while (block.find()) {
      if (SHELLS.contains(block.group(1))) {
        block.group(2).replace("\\\n", " ").lines().forEach(line -> add(line, true, commands));
      }
    }
    Matcher inline = INLINE.matcher(BLOCK.matcher(page).replaceAll(""));
    while (inline.find()) {
      add(inline.group(1), false, commands);
    }
    return commands;
  }

  private static void add(String line, boolean whole, List<Command> commands) {
    int start = line.indexOf(LAUNCHER);
    while (start >= 0) {
      String rest = line.substring(start + LAUNCHER.length());
      int next = rest.indexOf(LAUNCHER);
      String command = next < 0 ? rest : rest.substring(0, next);
      List<String> words = new ArrayList<>();
      Matcher word = WORD.matcher(END.matcher(command).replaceFirst(""));
      while (word.find()) {
        words.add(
            word.group(1) != null
                ? word.group(1)
                : word.group(2) != null ? word.group(2) : word.group(3));
      }
      if (!words.isEmpty()) {
        commands.add(new Command(words, whole));
      }
      start = next < 0 ? -1 : start + LAUNCHER.length() + next;
    }
  }
}
