package io.qahan.deploy.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionStrategy;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;

/**
 * Refuses a directory given for a file and a file given for a directory, for every argument whose
 * label is FILE or DIR, and a file in a directory that there is not, before a command begins with
 * what may take hours.
 */
public final class ArgumentFiles implements IExecutionStrategy {
  @Override
  public int execute(ParseResult parsed) {
    for (CommandLine command : parsed.asCommandLineList()) {
      for (ArgSpec argument : command.getParseResult().matchedArgs()) {
        if (argument.getValue() instanceof Path path) {
          check(command, argument, path);
        }
      }
    }
    return new RunLast().execute(parsed);
  }

  private static void check(CommandLine command, ArgSpec argument, Path path) {
    String name =
        argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
    if (argument.paramLabel().equals("FILE") && Files.isDirectory(path)) {
      throw new ParameterException(
          command, "%s: [%s] is a directory. Name a file.".formatted(name, path), argument, name);
    }
    Path parent = path.toAbsolutePath().getParent();
    if (argument.paramLabel().equals("FILE") && parent != null && !Files.isDirectory(parent)) {
      throw new ParameterException(
          command,
          "%s: [%s] cannot be there: [%s] is no directory. Make it, or name another file."
              .formatted(name, path, parent),
          argument,
          name);
    }
    if (argument.paramLabel().equals("DIR") && Files.isRegularFile(path)) {
      throw new ParameterException(
          command, "%s: [%s] is a file. Name a directory.".formatted(name, path), argument, name);
    }
  }
}
