package io.qahan.deploy.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.qahan.deploy.process.OnPath;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The archive of loaded classes that the launcher makes and uses: whatever is wrong with it, what
 * was asked for runs, and standard output says nothing of it.
 */
@DisabledOnOs(OS.WINDOWS)
class LauncherArchiveTest {
  /** Records as a JVM does, at its end; everything else it tells. */
  private static final String RECORDING_JAVA =
      """
      #!/bin/sh
      if [ "$1" = -version ]; then echo 'openjdk version "%s"' >&2; exit 0; fi
      for argument in "$@"; do
        case $argument in
          -XX:ArchiveClassesAtExit=* | -XX:AOTCacheOutput=*)
            echo "$*" >> "%2$s"
            env >> "%2$s.env"
            %3$s
            echo classes > "${argument#*=}"
            exit 0 ;;
        esac
      done
      for argument in "$@"; do echo "<$argument>"; done
      """;

  private static final String QAHAN =
      """
      package io.qahan.deploy;
      public final class Qahan {
        public static void main(String[] arguments) {
          System.out.println("ran");
        }
      }
      """;

  @TempDir Path root;
  private LauncherTree tree;
  private Path recordings;

  @BeforeEach
  void layOut() throws IOException {
    tree = new LauncherTree(root);
    recordings = root.resolve("recordings");
    java("17.0.1", "");
  }

  private void java(String version, String beforeItsEnd) throws IOException {
    LauncherTree.tool(
        tree.javaHome().resolve("bin/java"),
        RECORDING_JAVA.formatted(version, recordings, beforeItsEnd));
  }

  private List<Path> archives() throws IOException {
    try (Stream<Path> files = Files.list(root.resolve("deploy/target/archive"))) {
      return files.filter(file -> file.toString().matches(".*\\.(jsa|aot)")).toList();
    }
  }

  @Test
  void shouldRecordOnFirstUseAndUseWhatWasRecorded() throws Exception {
    LauncherTree.Ran first = tree.run(Map.of(), "heads", "list");
    LauncherTree.Ran second = tree.run(Map.of(), "heads", "list");

    assertThat(archives()).hasSize(1);
    String used = "<-XX:SharedArchiveFile=" + archives().get(0).toRealPath() + ">";
    assertThat(first.out()).contains("recording", "record.log", used, "<heads>\n<list>\n");
    assertThat(second.out()).contains(used, "<heads>\n<list>\n").doesNotContain("recording");
    assertThat(recordings).content().hasLineCount(1).contains("demo --headless");
  }

  @Test
  void shouldUseTheAotCacheOfNewerJdks() throws Exception {
    java("25.0.1", "");

    LauncherTree.Ran ran = tree.run(Map.of(), "lag");

    assertThat(ran.out()).contains("<-XX:AOTCache=" + archives().get(0).toRealPath() + ">");
    assertThat(archives().get(0)).hasExtension("aot");
  }

  @Test
  void shouldKeepOneForEachJdk() throws Exception {
    tree.run(Map.of());
    java("21.0.4", "");
    tree.run(Map.of());
    java("17.0.1", "");
    tree.run(Map.of());

    assertThat(archives()).hasSize(2);
    assertThat(recordings).content().hasLineCount(2);
  }

  @Test
  void shouldRecordAgainWhenJarsHaveChanged() throws Exception {
    tree.run(Map.of());
    Path old = archives().get(0);
    Path jar = Files.writeString(root.resolve("deploy/target/lib/new.jar"), "jar");
    LauncherTree.Ran other = tree.run(Map.of());
    assertThat(other.out()).contains("recording");
    assertThat(archives()).hasSize(1).doesNotContain(old);

    Files.setLastModifiedTime(jar, FileTime.from(Instant.now().plusSeconds(60)));
    assertThat(tree.run(Map.of()).out()).contains("recording"); // the same size, but newer
  }

  @Test
  void shouldNotUseAnArchiveThatIsCutShort() throws Exception {
    tree.run(Map.of());
    Files.writeString(archives().get(0), "cl");

    LauncherTree.Ran ran = tree.run(Map.of());

    assertThat(ran.out()).contains("recording");
    assertThat(archives().get(0)).hasContent("classes");
  }

  @Test
  void shouldNeverUseWhatAKilledRecordingLeft() throws Exception {
    java("17.0.1", "echo half > \"${argument#*=}\"; kill -9 $$");
    LauncherTree.Ran killed = tree.run(Map.of(), "lag");
    assertThat(killed.exitCode()).isZero();
    assertThat(killed.out()).contains("<lag>").doesNotContain("<-XX:SharedArchiveFile");
    Path left = root.resolve("deploy/target/archive/1.tmp");
    Files.writeString(left, "half"); // the launcher was killed too

    java("17.0.1", "");
    LauncherTree.Ran ran = tree.run(Map.of("QAHAN_ARCHIVE", "now"), "lag");

    assertThat(ran.out()).contains("<-XX:SharedArchiveFile");
    assertThat(archives().get(0)).hasContent("classes");
    assertThat(left).doesNotExist();
  }

  @Test
  void shouldRunWithoutWhenItCannotBeRecordedAndNotTryEachTime() throws Exception {
    java("17.0.1", "echo it does not start; exit 1");

    LauncherTree.Ran first = tree.run(Map.of(), "lag");
    LauncherTree.Ran second = tree.run(Map.of(), "lag");

    assertThat(first.exitCode()).isZero();
    assertThat(first.out()).contains("no archive of classes", "record.log", "<lag>");
    assertThat(second.out())
        .contains("<lag>")
        .doesNotContain("no archive")
        .doesNotContain("<-XX:SharedArchiveFile");
    assertThat(recordings).content().hasLineCount(1);
    assertThat(root.resolve("deploy/target/archive/record.log")).hasContent("it does not start");
  }

  @Test
  void shouldRunWithoutWhereItCannotBeKept() throws Exception {
    Files.createDirectories(root.resolve("deploy/target"));
    Files.writeString(root.resolve("deploy/target/archive"), "no directory");

    LauncherTree.Ran ran = tree.run(Map.of(), "lag");

    assertThat(ran.exitCode()).isZero();
    assertThat(ran.out()).contains("<lag>").doesNotContain("SharedArchive");
    assertThat(recordings).doesNotExist();
  }

  @Test
  void shouldRunWithoutOnAReadOnlyDirectory() throws Exception {
    Path archive = Files.createDirectories(root.resolve("deploy/target/archive"));
    Files.setPosixFilePermissions(archive, PosixFilePermissions.fromString("r-xr-xr-x"));
    assumeThat(Files.isWritable(archive)).as("root may write everywhere").isFalse();

    LauncherTree.Ran ran = tree.run(Map.of(), "lag");

    assertThat(ran.exitCode()).isZero();
    assertThat(ran.out()).contains("<lag>").doesNotContain("SharedArchive");
  }

  @Test
  void shouldLeaveItWhenSwitchedOff() throws Exception {
    tree.run(Map.of());

    LauncherTree.Ran off = tree.run(Map.of("QAHAN_ARCHIVE", "off"), "lag");
    LauncherTree.Ran wrong = tree.run(Map.of("QAHAN_ARCHIVE", "never"), "lag");

    assertThat(off.out()).contains("<lag>").doesNotContain("SharedArchive");
    assertThat(wrong.exitCode()).isEqualTo(1);
    assertThat(wrong.out()).contains("[never]", "auto, off and now");
  }

  @Test
  void shouldLeaveItToOnesOwnOptions() throws Exception {
    LauncherTree.Ran own = tree.run(Map.of("QAHAN_OPTS", "-XX:SharedArchiveFile=mine"), "lag");
    LauncherTree.Ran none = tree.run(Map.of("JAVA_TOOL_OPTIONS", "-Xshare:off"), "lag");

    assertThat(own.out()).contains("<-XX:SharedArchiveFile=mine>").doesNotContain("recording");
    assertThat(none.out()).doesNotContain("recording", "SharedArchive");
  }

  @Test
  void shouldRecordWithoutTheSettingsOfWhoeverStartsIt() throws Exception {
    tree.run(
        Map.of(
            "QAHAN_WORKER_SOLVERS", "dwave",
            "DWAVE_API_TOKEN", "DEV-secret",
            "OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector"));

    assertThat(Path.of(recordings + ".env"))
        .content()
        .contains("OMP_NUM_THREADS=1")
        .doesNotContain("dwave", "DEV-secret", "collector", "QAHAN_");
  }

  @Test
  void shouldRecordOnlyWhenAskedWhereThereAreNoSources() throws Exception {
    tree.run(Map.of("QAHAN_ARCHIVE", "off"));
    Files.delete(root.resolve("pom.xml"));

    assertThat(tree.run(Map.of()).out()).doesNotContain("SharedArchive");
    assertThat(recordings).doesNotExist();
    assertThat(tree.run(Map.of("QAHAN_ARCHIVE", "now")).out()).contains("SharedArchive");
    assertThat(tree.run(Map.of()).out()).contains("SharedArchive");
    assertThat(recordings).content().hasLineCount(1);
  }

  @Test
  void shouldRecordOnceForTwoStartsAtOnce() throws Exception {
    OnPath.orSkip("flock");
    tree.run(Map.of("QAHAN_ARCHIVE", "off")); // builds

    Process first = tree.start(tree.script(), Map.of(), "lag");
    Process second = tree.start(tree.script(), Map.of(), "lag");

    assertThat(LauncherTree.ended(first).out()).contains("<-XX:SharedArchiveFile");
    assertThat(LauncherTree.ended(second).out()).contains("<-XX:SharedArchiveFile");
    assertThat(recordings).content().hasLineCount(1);
  }

  @Test
  void shouldLoadClassesFromItAndPassOverABrokenOne() throws Exception {
    Path lib = Files.createDirectories(root.resolve("deploy/target/lib"));
    Files.createFile(lib.resolve(".built"));
    writeJar(lib.resolve("qahan.jar"));
    Map<String, String> real = Map.of("JAVA_HOME", System.getProperty("java.home"));

    LauncherTree.Ran first = tree.run(real);
    LauncherTree.Ran loading = tree.run(with(real, "QAHAN_OPTS", "-Xlog:class+load"));
    assertThat(first.out()).endsWith("ran\n");
    assertThat(loading.out())
        .containsPattern("io\\.qahan\\.deploy\\.Qahan source: shared objects file");

    Path archive = archives().get(0);
    byte[] whole = Files.readAllBytes(archive);
    assertThat(archive.toFile().setWritable(true)).isTrue();
    Files.write(archive, new byte[whole.length]);
    assertThat(tree.run(real).out()).as("of zeros").isEqualTo("ran\n");

    Files.write(archive, whole);
    Files.setLastModifiedTime(lib.resolve("qahan.jar"), FileTime.from(Instant.EPOCH));
    assertThat(tree.run(real).out()).as("of another jar").isEqualTo("ran\n");
  }

  private static Map<String, String> with(Map<String, String> some, String name, String value) {
    return Stream.concat(some.entrySet().stream(), Stream.of(Map.entry(name, value)))
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  private void writeJar(Path jar) throws IOException {
    Path source = Files.writeString(root.resolve("Qahan.java"), QAHAN);
    int failed =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "-d", root.resolve("classes").toString(), source.toString());
    assertThat(failed).isZero();
    String name = "io/qahan/deploy/Qahan.class";
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file)) {
      out.putNextEntry(new JarEntry(name));
      Files.copy(root.resolve("classes").resolve(name), out);
    }
  }
}
