package io.qahan.deploy.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.qahan.deploy.process.OnPath;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the launcher and the image run with: deploy's jar and {@code target/lib}. A dependency that
 * deploy itself asks for in test scope is not copied there, not even if another module needs it.
 */
class LauncherClassPathIT {
  private static final Path LIB = Path.of("target", "lib");

  /** Group, artifact, type, classifier if any, version and scope, as Maven lists them. */
  private static final Pattern LISTED =
      Pattern.compile(
          "^ +([\\w.-]+):([\\w.-]+):jar:(?:([\\w.-]+):)?([\\w.-]+):(?:compile|runtime)\\b");

  private static final Pattern NAMED = Pattern.compile("`([\\w.-]+:[\\w.-]+)`");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "schemas",
        "qubo-worker/dwave",
        "qubo-worker/service",
        "ingest-service",
        "trainer-service"
      })
  void shouldHoldEveryJarThatAModuleNeedsAtRunTime(String module) throws IOException {
    List<String> needed = neededBy(module);

    assertThat(needed).hasSizeGreaterThan(5);
    assertThat(inLib()).containsAll(needed);
  }

  /** What nobody lists but someone loads by name would be missed here. */
  @Test
  void shouldBeEnoughForTheDemo() throws Exception {
    OnPath.Run demo =
        OnPath.run(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-cp",
                String.join(File.pathSeparator, Path.of("target", "*").toString(), LIB + "/*"),
                "io.qahan.deploy.Qahan",
                "demo",
                "--headless",
                "--images",
                "20",
                "-D",
                "ingest.deadline=60s"));

    assertThat(demo.exitCode()).as(demo.output()).isZero();
    assertThat(demo.output()).doesNotContain("NoClassDefFoundError", "ClassNotFoundException");
  }

  @Test
  void shouldBeNamedWithItsLicenceInTheNotice() throws IOException {
    List<String> named =
        NAMED
            .matcher(Files.readString(Path.of("NOTICE.md")))
            .results()
            .map(library -> library.group(1))
            .toList();
    List<String> shipped =
        listed("deploy")
            .map(jar -> jar.group(1) + ":" + jar.group(2))
            .filter(jar -> !jar.startsWith("io.qahan:"))
            .toList();

    assertThat(shipped).hasSizeGreaterThan(150);
    assertThat(named).doesNotHaveDuplicates().containsAll(shipped);
  }

  private static List<String> neededBy(String module) throws IOException {
    return listed(module)
        .map(
            jar ->
                jar.group(2)
                    + "-"
                    + jar.group(4)
                    + (jar.group(3) == null ? "" : "-" + jar.group(3))
                    + ".jar")
        .toList();
  }

  private static Stream<MatchResult> listed(String module) throws IOException {
    Path list = Path.of("..", module, "target", "runtime-dependencies.txt");
    assertThat(list).as("written by mvn package").exists();
    return Files.readAllLines(list).stream().flatMap(line -> LISTED.matcher(line).results());
  }

  private static List<String> inLib() throws IOException {
    try (Stream<Path> jars = Files.list(LIB)) {
      return jars.map(jar -> jar.getFileName().toString()).toList();
    }
  }
}
