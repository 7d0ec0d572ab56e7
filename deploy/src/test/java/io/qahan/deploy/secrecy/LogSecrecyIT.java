package io.qahan.deploy.secrecy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.qahan.dwave.config.SecretToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs after all other tests of all modules, and reads what they logged and printed, as the reports
 * of Surefire and Failsafe have it: of the modules that this build tested. What child processes say
 * is held against the same mark by the tests that start them.
 */
class LogSecrecyIT {
  private static final List<String> REPORTS = List.of("surefire-reports", "failsafe-reports");

  @TempDir Path directory;

  @Test
  void shouldFindATokenWhereThereIsOne() throws IOException {
    Path clean = Files.writeString(directory.resolve("a.txt"), "no token here\n");
    Path leaking = Files.writeString(directory.resolve("b.xml"), "X: " + SecretToken.WRONG + "\n");

    assertThat(leaks(List.of(clean, leaking)))
        .singleElement()
        .satisfies(leak -> assertThat(leak).contains("b.xml", SecretToken.MARK));
  }

  @Test
  void shouldFindNoTokenInWhatAnyTestOfAnyModuleWrote() throws IOException {
    Path modules = Path.of(System.getProperty("basedir", "")).toAbsolutePath().getParent();
    List<Path> written = new ArrayList<>();
    try (Stream<Path> all = Files.walk(modules, 2)) { // qubo-worker has modules of its own
      for (Path module : all.filter(path -> Files.exists(path.resolve("pom.xml"))).toList()) {
        for (String reports : REPORTS) {
          written.addAll(files(module.resolve("target").resolve(reports)));
        }
      }
    }

    assertThat(written).as("reports below %s", modules).isNotEmpty();
    assertThat(leaks(written)).isEmpty();
  }

  private static List<Path> files(Path reports) throws IOException {
    if (!Files.isDirectory(reports)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(reports)) {
      return files
          .filter(Files::isRegularFile)
          .filter(
              file ->
                  !file.toString()
                      .contains(LogSecrecyIT.class.getSimpleName())) // says what it found
          .toList();
    }
  }

  private static List<String> leaks(List<Path> files) {
    return files.stream().flatMap(LogSecrecyIT::leaks).toList();
  }

  private static Stream<String> leaks(Path file) {
    try (Stream<String> lines = Files.lines(file, ISO_8859_1)) { // it decodes any bytes
      return lines
          .filter(line -> line.contains(SecretToken.MARK))
          .map(line -> file + ": " + line)
          .toList()
          .stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
