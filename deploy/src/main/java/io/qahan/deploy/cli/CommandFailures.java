package io.qahan.deploy.cli;

import io.qahan.dwave.config.DWaveConfigException;
import io.qahan.schemas.settings.SettingsException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** How commands fail: one message for people; the stack trace only if {@code -v} asks for it. */
public final class CommandFailures implements IExecutionExceptionHandler {
  /** What we throw says what is wrong in its message. */
  private static final String OURS = "io.qahan.";

  @Override
  public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed) {
    PrintWriter err = command.getErr();
    err.println("qahan: " + messageOf(e));
    if (Verbosity.isVerbose()) {
      StringWriter trace = new StringWriter();
      e.printStackTrace(new PrintWriter(trace));
      err.print(trace);
    }
    err.flush();
    return e instanceof SettingsException || e instanceof DWaveConfigException
        ? ExitCode.USAGE
        : ExitCode.SOFTWARE;
  }

  private static String messageOf(Exception e) {
    if (e instanceof CommandFailedException
        || e instanceof SettingsException
        || e instanceof DWaveConfigException
        || (e instanceof IllegalArgumentException && e.getMessage() != null)
        || (e instanceof IllegalStateException && e.getMessage() != null)
        || (e.getClass().getName().startsWith(OURS) && e.getMessage() != null)) {
      return e.getMessage();
    }
    if (e instanceof InterruptedException) {
      return "interrupted";
    }
    if (e instanceof FileSystemException file && file.getFile() != null) {
      return "[%s] cannot be used: %s (-v shows where)".formatted(file.getFile(), reasonOf(file));
    }
    if (e instanceof IOException && e.getMessage() != null) {
      return e.getMessage() + " (-v shows where)";
    }
    return e + " (-v shows where)";
  }

  private static String reasonOf(FileSystemException e) {
    if (e instanceof NoSuchFileException) {
      return "there is no such file or directory";
    }
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    return e.getReason() == null ? e.getClass().getSimpleName() : e.getReason();
  }
}
