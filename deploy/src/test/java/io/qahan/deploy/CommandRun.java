package io.qahan.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.qahan.qubo.dwave.config.SecretToken;
import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/**
 * What a command of ours did in this JVM.
 *
 * @param exitCode as the process would have had it
 */
public record CommandRun(int exitCode, String out, String err) {
  public CommandRun {
    assertThat(out + err).doesNotContain(SecretToken.MARK);
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
