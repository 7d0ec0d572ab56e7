package io.qahan.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.qahan.dwave.config.SecretToken;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine;

/**
 * What a command of ours did in this JVM.
 *
 * @param exitCode as the process would have had it
 */
public record CommandRun(int exitCode, String out, String err) {
  private static final List<String> NO_BROKER =
      List.of(
          "--bootstrap-servers",
          "127.0.0.1:1",
          "-D",
          "kafka.default.api.timeout.ms=500",
          "-D",
          "kafka.request.timeout.ms=400");

  /** A command that is told of a broker where there is none, and gives up soon. */
  public static CommandRun withoutBroker(String... command) {
    return of(Stream.concat(Stream.of(command), NO_BROKER.stream()).toArray(String[]::new));
  }

  public CommandRun {
    assertThat(out + err).doesNotContain(SecretToken.MARK);
  }

  /** The command line, to look at. */
  public static CommandLine commandLine() {
    return Qahan.commandLine();
  }

  public static CommandRun of(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine command =
        Qahan.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    int exitCode = command.execute(arguments);
    return new CommandRun(exitCode, out.toString(), err.toString());
  }
}
