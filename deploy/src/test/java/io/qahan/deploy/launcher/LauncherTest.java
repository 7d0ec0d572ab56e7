package io.qahan.deploy.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The shell script deploy/qahan, in a tree of its own with a java and a mvn that only tell. */
@DisabledOnOs(OS.WINDOWS)
class LauncherTest {
  private static final String TELLING_JAVA =
      """
      #!/bin/sh
      if [ "$1" = -version ]; then echo 'openjdk version "%s"' >&2; exit 0; fi
      echo "OMP=$OMP_NUM_THREADS OFFLINE=$DJL_OFFLINE TRACK=$OPT_OUT_TRACKING OPTS=${QAHAN_OPTS-unset}"
      for argument in "$@"; do echo "<$argument>"; done
      exit 7
      """;
  private static final String BUILDING_MVN =
      """
      #!/bin/sh
      echo built >> "%s"
      mkdir -p deploy/target/lib
      """;

  @TempDir Path root;
  private Path script;
  private Path javaHome;
  private Path builds;

  /**
   * @param out standard output and error
   */
  private record Ran(int exitCode, String out) {}

  @BeforeEach
  void layOut() throws IOException {
    script = root.resolve("deploy/qahan");
    Files.createDirectories(root.resolve("deploy/src/main"));
    Files.copy(Path.of("qahan"), script);
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.writeString(root.resolve("pom.xml"), "<project/>");
    javaHome = root.resolve("jdk");
    builds = root.resolve("builds");
    tool(javaHome.resolve("bin/java"), TELLING_JAVA.formatted("17.0.1"));
    tool(root.resolve("bin/mvn"), BUILDING_MVN.formatted(builds));
  }

  private static void tool(Path path, String text) throws IOException {
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Ran run(Path from, Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(from.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("JAVA_HOME", javaHome.toString());
    builder.environment().merge("PATH", root.resolve("bin") + ":", (old, ours) -> ours + old);
    builder.environment().putAll(environment);
    Process process = builder.start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ran(process.waitFor(), out);
  }

  @Test
  void shouldBuildOnFirstUseAndPassArgumentsAndExitCodeOn() throws Exception {
    Ran ran = run(script, Map.of(), "demo", "--json", "a file", "");

    assertThat(ran.exitCode()).isEqualTo(7);
    assertThat(ran.out())
        .contains("building")
        .contains("build.log")
        .contains("OMP=1 OFFLINE=true TRACK=true OPTS=unset")
        .contains("<io.qahan.deploy.Qahan>\n<demo>\n<--json>\n<a file>\n<>\n");
    assertThat(builds).hasContent("built");
  }

  @Test
  void shouldBuildAgainOnlyWhenSourcesAreNewer() throws Exception {
    run(script, Map.of());
    run(script, Map.of());
    assertThat(builds).hasContent("built");

    Path source = Files.writeString(root.resolve("deploy/src/main/New.java"), "class New {}");
    Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(60)));
    run(script, Map.of());

    assertThat(builds).hasContent("built\nbuilt");
  }

  @Test
  void shouldWorkThroughSymlinksFromAnywhere() throws Exception {
    Path elsewhere = Files.createDirectories(root.resolve("else/where"));
    Path absolute = Files.createSymbolicLink(elsewhere.resolve("absolute"), script);
    Path relative = Files.createSymbolicLink(elsewhere.resolve("relative"), Path.of("absolute"));

    Ran ran = run(relative, Map.of(), "x");

    assertThat(absolute).exists();
    assertThat(ran.out()).contains(root.toRealPath() + "/deploy/target/lib/*").contains("<x>");
  }

  @Test
  void shouldRefuseAnOldJava() throws Exception {
    tool(javaHome.resolve("bin/java"), TELLING_JAVA.formatted("11.0.2"));

    Ran ran = run(script, Map.of(), "demo");

    assertThat(ran.exitCode()).isEqualTo(1);
    assertThat(ran.out()).contains("version 11").contains("17 or newer").contains("JAVA_HOME");
    assertThat(builds).doesNotExist();
  }

  @Test
  void shouldSaySoWhenJavaHomeHasNoJava() throws Exception {
    Ran ran = run(script, Map.of("JAVA_HOME", root.resolve("no-jdk").toString()), "demo");

    assertThat(ran.exitCode()).isEqualTo(1);
    assertThat(ran.out()).contains("no-jdk").contains("no bin/java");
  }

  @Test
  void shouldShowTheEndOfTheLogWhenTheBuildFails() throws Exception {
    tool(root.resolve("bin/mvn"), "#!/bin/sh\necho '[ERROR] no such thing'\nexit 1\n");

    Ran ran = run(script, Map.of(), "demo");

    assertThat(ran.exitCode()).isEqualTo(1);
    assertThat(ran.out()).contains("[ERROR] no such thing").contains("the build failed");
  }

  @Test
  void shouldGiveNewJdksTheFlagsTheyAskForAndTakeOptionsForTheJvm() throws Exception {
    tool(javaHome.resolve("bin/java"), TELLING_JAVA.formatted("25.0.1"));

    Ran ran = run(script, Map.of("QAHAN_OPTS", "-Xmx99m -Dx=y"), "demo");

    assertThat(ran.out())
        .contains("<--enable-native-access=ALL-UNNAMED>")
        .contains("<-Xmx99m>\n<-Dx=y>");
  }
}
