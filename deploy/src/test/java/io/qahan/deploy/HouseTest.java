package io.qahan.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** How the sources are laid out, whatever compiler or rule of types does not see. */
class HouseTest {
  private static final List<Path> MODULES =
      List.of(
          Path.of("../schemas"),
          Path.of("../qubo-worker/qubo"),
          Path.of("../qubo-worker/dwave"),
          Path.of("../qubo-worker/service"),
          Path.of("../ingest-service"),
          Path.of("../trainer-service"),
          Path.of("."));

  private static final int ROOM = 21; // twenty and the word about them

  private static final int PAGE = 150;

  /** Of prose; tables and code are as wide as they have to be. */
  private static final int LINE = 130;

  private static final Map<String, List<String>> packages = new TreeMap<>();

  @BeforeAll
  static void list() throws IOException {
    for (Path module : MODULES) {
      Path sources = module.resolve("src/main/java");
      try (Stream<Path> files = Files.walk(sources)) {
        files
            .filter(file -> file.toString().endsWith(".java"))
            .forEach(
                file ->
                    packages
                        .computeIfAbsent(
                            sources.relativize(file.getParent()).toString(),
                            name -> new ArrayList<>())
                        .add(file.getFileName().toString()));
      }
    }
    assertThat(packages).hasSizeGreaterThan(40);
  }

  @Test
  void everyPackageSaysWhatIsInItAndWhereToStart() {
    assertThat(packages)
        .allSatisfy((name, files) -> assertThat(files).as(name).contains("package-info.java"));
  }

  @Test
  void noPackageIsLargerThanARoom() {
    assertThat(packages)
        .allSatisfy((name, files) -> assertThat(files).as(name).hasSizeLessThanOrEqualTo(ROOM));
  }

  @Test
  void noTwoTypesHaveOneSimpleName() {
    List<String> types =
        packages.values().stream()
            .flatMap(List::stream)
            .filter(file -> !file.equals("package-info.java"))
            .toList();

    assertThat(types).hasSizeGreaterThan(500).doesNotHaveDuplicates();
  }

  @Test
  void everyReadmeIsAPageToActOn() throws IOException {
    for (Path module : MODULES) {
      List<String> lines = Files.readAllLines(module.resolve("README.md"));
      assertThat(lines).as("lines of %s", module).hasSizeBetween(20, PAGE);
      boolean code = false;
      List<String> prose = new ArrayList<>();
      for (String line : lines) {
        code ^= line.startsWith("```");
        if (!code && !line.startsWith("|")) {
          prose.add(line);
        }
      }
      assertThat(prose).as("prose of %s", module).allMatch(line -> line.length() <= LINE);
      assertThat(module.resolve("RATIONALE.md")).exists();
    }
  }

  @Test
  void architecturePageNamesTypesThatAre() throws IOException {
    Set<String> types =
        packages.values().stream()
            .flatMap(List::stream)
            .map(file -> file.replace(".java", ""))
            .collect(Collectors.toSet());
    types.addAll(Set.of("ArchitectureTest", "HouseTest"));
    List<String> named =
        Pattern.compile("`[a-z.]*([A-Z]\\w+)[a-z.]*`")
            .matcher(Files.readString(Path.of("docs/architecture.md")))
            .results()
            .map(match -> match.group(1))
            .toList();

    assertThat(named).hasSizeGreaterThan(30).isSubsetOf(types);
  }
}
