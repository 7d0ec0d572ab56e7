package io.qahan.deploy.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The shell script deploy/qahan, in a tree of its own with a java and a mvn that only tell. */
@DisabledOnOs(OS.WINDOWS)
class LauncherTest {
  @TempDir Path root;
  private LauncherTree tree;

  @BeforeEach
  void layOut() throws IOException {
    tree = new LauncherTree(root);
  }

  @Test
  void shouldBuildOnFirstUseAndPassArgumentsAndExitCodeOn() throws Exception {
    LauncherTree.Ran ran = tree.run(Map.of(), "demo", "--json", "a file", "");

    assertThat(ran.exitCode()).isEqualTo(7);
    assertThat(ran.out())
        .contains("building")
        .contains("build.log")
        .contains("OMP=1 OFFLINE=true TRACK=true OPTS=unset")
        .contains("<io.qahan.deploy.Qahan>\n<demo>\n<--json>\n<a file>\n<>\n");
    assertThat(tree.builds()).hasContent("built");
  }

  @Test
  void shouldBuildAgainOnlyWhenSourcesAreNewer() throws Exception {
    tree.run(Map.of());
    tree.run(Map.of());
    assertThat(tree.builds()).hasContent("built");

    Path source = Files.writeString(root.resolve("deploy/src/main/New.java"), "class New {}");
    Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(60)));
    tree.run(Map.of());

    assertThat(tree.builds()).hasContent("built\nbuilt");
  }

  @Test
  void shouldWorkThroughSymlinksFromAnywhere() throws Exception {
    Path elsewhere = Files.createDirectories(root.resolve("else/where"));
    Path absolute = Files.createSymbolicLink(elsewhere.resolve("absolute"), tree.script());
    Path relative = Files.createSymbolicLink(elsewhere.resolve("relative"), Path.of("absolute"));

    LauncherTree.Ran ran = tree.run(relative, Map.of(), "x");

    assertThat(absolute).exists();
    assertThat(ran.out()).contains(root.toRealPath() + "/deploy/target/lib/*").contains("<x>");
  }

  @Test
  void shouldRefuseAnOldJava() throws Exception {
    tree.java("11.0.2");

    LauncherTree.Ran ran = tree.run(Map.of(), "demo");

    assertThat(ran.exitCode()).isEqualTo(1);
    assertThat(ran.out()).contains("version 11").contains("17 or newer").contains("JAVA_HOME");
    assertThat(tree.builds()).doesNotExist();
  }

  @Test
  void shouldSaySoWhenJavaHomeHasNoJava() throws Exception {
    LauncherTree.Ran ran = tree.run(Map.of("JAVA_HOME", root.resolve("no-jdk").toString()), "demo");

    assertThat(ran.exitCode()).isEqualTo(1);
    assertThat(ran.out()).contains("no-jdk").contains("no bin/java");
  }

  @Test
  void shouldShowTheEndOfTheLogWhenTheBuildFails() throws Exception {
    LauncherTree.tool(root.resolve("bin/mvn"), "#!/bin/sh\necho '[ERROR] no such thing'\nexit 1\n");

    LauncherTree.Ran ran = tree.run(Map.of(), "demo");

    assertThat(ran.exitCode()).isEqualTo(1);
    assertThat(ran.out()).contains("[ERROR] no such thing").contains("the build failed");
  }

  @Test
  void shouldGiveNewJdksTheFlagsTheyAskForAndTakeOptionsForTheJvm() throws Exception {
    tree.java("25.0.1");

    LauncherTree.Ran ran = tree.run(Map.of("QAHAN_OPTS", "-Xmx99m -Dx=y"), "demo");

    assertThat(ran.out())
        .contains("<--enable-native-access=ALL-UNNAMED>")
        .contains("<-Xmx99m>\n<-Dx=y>");
  }
}
