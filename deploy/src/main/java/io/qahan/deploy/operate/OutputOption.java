package io.qahan.deploy.operate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** The option of a command that answers people or, if asked, machines. */
public final class OutputOption {
  @Option(names = "--json", description = "Answer in JSON.")
  private boolean json;

  @Spec(Target.MIXEE)
  private CommandSpec spec;

  /**
   * Prints one of the two.
   *
   * @param answer for machines: records, lists and numbers
   * @param lines for people
   */
  public void print(Object answer, List<String> lines) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(json(answer));
    } else {
      lines.forEach(out::println);
    }
    out.flush();
  }

  private static String json(Object answer) {
    try {
      return JsonMapper.builder()
          .build()
          .writerWithDefaultPrettyPrinter()
          .writeValueAsString(answer);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("records of ours are always JSON", e);
    }
  }
}
