package io.qahan.deploy.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import io.qahan.deploy.CommandRun;
import io.qahan.deploy.process.OnPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SystemdUnitsTest {
  /** More of the worker's unit, where it uses D-Wave. */
  static final String DWAVE = "qahan@worker.service.d/dwave.conf";

  private static final List<String> SERVICES = List.of("ingest", "worker", "trainer");

  @Test
  void shouldBeAcceptedBySystemd(@TempDir Path directory) throws Exception {
    String systemd = OnPath.orSkip("systemd-analyze").toString();
    String unit = Files.readString(Manifests.SYSTEMD.resolve("qahan@.service"));
    assertThat(unit).contains("/opt/qahan/deploy/qahan %i");
    Path more = directory.resolve(DWAVE);
    Files.createDirectories(more.getParent());
    Files.copy(Manifests.SYSTEMD.resolve(DWAVE), more);
    for (String service : SERVICES) {
      Path instance = directory.resolve("qahan@" + service + ".service");
      String here = Path.of("qahan").toAbsolutePath().toString(); // it looks whether that is there
      Files.writeString(instance, unit.replace("/opt/qahan/deploy/qahan", here));

      OnPath.Run run = OnPath.run(List.of(systemd, "verify", instance.toString()));

      assertThat(run.exitCode()).as(run.output()).isZero();
      assertThat(run.output()).doesNotContain("ignoring"); // what it does not know
    }
  }

  @Test
  void shouldRunCommandsThatExistOnPortsOfTheirOwn() throws IOException {
    List<String> ports = new ArrayList<>();
    for (String service : SERVICES) {
      assertThat(CommandRun.of(service, "--help").exitCode()).as(service).isZero();
      ports.add(
          Manifests.environmentFile(Manifests.SYSTEMD.resolve(service + ".env"))
              .get("QAHAN_HTTP_PORT"));
    }
    assertThat(ports).doesNotContainNull().doesNotHaveDuplicates();
  }
}
