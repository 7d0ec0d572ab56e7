package io.qahan.deploy.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.qahan.deploy.CommandRun;
import io.qahan.deploy.docs.DocumentedCommands.Command;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.ParameterException;

class DocumentedCommandsTest {
  private static final CommandLine LINE = CommandRun.commandLine();

  @Test
  void shouldFindCommandsInBlocksAndInLines() {
    assertThat(
            DocumentedCommands.of(
                """
                Say `deploy/qahan demo --images 3`, or `deploy/qahan` alone.
                ```mermaid
                deploy/qahan a --> b
                ```
                ```sh
                FOO=1 deploy/qahan train --out x.qahan \\
                  --epochs 3 &   # hours
                a && deploy/qahan heads pin 4 --reason "not yet" | tee
                ```
                """))
        .containsExactly(
            new Command(List.of("train", "--out", "x.qahan", "--epochs", "3"), true),
            new Command(List.of("heads", "pin", "4", "--reason", "not yet"), true),
            new Command(List.of("demo", "--images", "3"), false));
  }

  static Stream<Arguments> shouldKnowEveryCommandThatAPageNames() {
    return MarkdownPages.all().stream()
        .flatMap(
            page ->
                DocumentedCommands.of(MarkdownPages.text(page)).stream()
                    .map(command -> arguments(MarkdownPages.name(page), command)));
  }

  @ParameterizedTest
  @MethodSource
  void shouldKnowEveryCommandThatAPageNames(String page, Command command) {
    assertThat(faultOf(command)).as(page).isEmpty();
  }

  static Stream<CommandLine> shouldGiveAnExampleAndTheExitCodesOfEachCommand() {
    List<CommandLine> all = new ArrayList<>(List.of(LINE));
    for (int i = 0; i < all.size(); i++) {
      all.addAll(all.get(i).getSubcommands().values());
    }
    return all.stream();
  }

  @ParameterizedTest
  @MethodSource
  void shouldGiveAnExampleAndTheExitCodesOfEachCommand(CommandLine command) {
    UsageMessageSpec usage = command.getCommandSpec().usageMessage();
    String name = command.getCommandSpec().qualifiedName();
    assertThat(usage.exitCodeList()).as(name).containsKeys("0", "1", "2");
    String example = String.join(" ", usage.footer());
    assertThat(example).contains("deploy/" + name);
    List<Command> examples = DocumentedCommands.of("```\n" + example + "\n```");
    assertThat(examples).as(name).hasSize(1);
    assertThat(faultOf(examples.get(0))).as(name).isEmpty();
  }

  /** What the command line says against it, without running it. */
  private static String faultOf(Command command) {
    try {
      LINE.parseArgs(command.arguments().toArray(String[]::new));
      return "";
    } catch (MissingParameterException e) {
      return command.whole() ? e.getMessage() : "";
    } catch (ParameterException e) {
      return e.getMessage();
    }
  }
}
