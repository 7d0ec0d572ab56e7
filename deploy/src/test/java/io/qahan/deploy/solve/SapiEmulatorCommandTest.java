package io.qahan.deploy.solve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qahan.dwave.emulator.FaultFile;
import io.qahan.dwave.graph.Topology;
import io.qahan.dwave.graph.WorkingGraph;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;

class SapiEmulatorCommandTest {
  @Test
  void shouldTakeAGraphWholeOrInPart() {
    WorkingGraph whole = Topology.parse("pegasus:3").fullYield();

    WorkingGraph part = SapiEmulatorCommand.graph("pegasus:3@0.9");

    assertThat(SapiEmulatorCommand.graph("pegasus:3").qubits()).isEqualTo(whole.qubits());
    assertThat(part.qubitCount()).isLessThan(whole.qubitCount()).isGreaterThan(100);
    assertThat(SapiEmulatorCommand.graph("pegasus:3@0.9").qubits()).isEqualTo(part.qubits());
  }

  @Test
  void shouldSayWhatAGraphMustBe() {
    assertThatThrownBy(() -> SapiEmulatorCommand.graph("pegasus:3@1.5"))
        .hasMessageContaining("[1.5]")
        .hasMessageContaining("0.97");
    assertThatThrownBy(() -> SapiEmulatorCommand.graph("torus:3")).hasMessageContaining("[torus");
  }

  @Test
  void shouldNotStartWithoutAToken() {
    assertThat(new CommandLine(new SapiEmulatorCommand()).execute("--hybrid"))
        .isEqualTo(ExitCode.USAGE);
  }

  @Test
  void shouldNotStartWithAFaultFileThatIsNotThere() {
    assertThatThrownBy(() -> FaultFile.read(Path.of("/nonexistent/faults")))
        .hasMessageContaining("/nonexistent/faults");
  }
}
