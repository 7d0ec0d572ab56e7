package io.qahan.dwave.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.qahan.dwave.config.ConfigHost.Platform;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConfigSearchPathTest {
  private static List<String> on(Platform platform, Map<String, String> environment) {
    ConfigHost host = new ConfigHost(environment, Path.of("/home/me"), Path.of("/here"), platform);
    return ConfigSearchPath.candidates(host).stream().map(Path::toString).toList();
  }

  @Test
  void shouldFollowTheDesktopStandardOnPosix() {
    assertThat(on(Platform.POSIX, Map.of()))
        .containsExactly(
            "/etc/xdg/dwave/dwave.conf", "/home/me/.config/dwave/dwave.conf", "/here/dwave.conf");
    assertThat(on(Platform.POSIX, Map.of("XDG_CONFIG_DIRS", "/a:/b", "XDG_CONFIG_HOME", "/c")))
        .containsExactly(
            "/a/dwave/dwave.conf",
            "/b/dwave/dwave.conf",
            "/c/dwave/dwave.conf",
            "/here/dwave.conf");
  }

  @Test
  void shouldLookIntoTheLibraryOnMac() {
    assertThat(on(Platform.MAC, Map.of()))
        .containsExactly(
            "/Library/Application Support/dwave/dwave.conf",
            "/home/me/Library/Application Support/dwave/dwave.conf",
            "/here/dwave.conf");
  }

  @Test
  void shouldLookIntoTheApplicationFoldersOnWindows() {
    assertThat(on(Platform.WINDOWS, Map.of("ProgramData", "/pd", "LOCALAPPDATA", "/local")))
        .containsExactly(
            "/pd/dwavesystem/dwave/dwave.conf",
            "/local/dwavesystem/dwave/dwave.conf",
            "/here/dwave.conf");
  }

  @Test
  void shouldFindHomeWhereTheEnvironmentSays() {
    Map<String, String> sudo = Map.of("HOME", "/home/me");

    assertThat(ConfigHost.of(sudo, "/root", "Linux").home()).hasToString("/home/me");
    assertThat(ConfigHost.of(Map.of("HOME", ""), "/root", "Linux").home()).hasToString("/root");
    assertThat(ConfigHost.of(Map.of(), "/root", "Mac OS X").platform()).isEqualTo(Platform.MAC);
    assertThat(ConfigHost.of(sudo, "/users/me", "Windows 11").home()).hasToString("/users/me");
  }
}
