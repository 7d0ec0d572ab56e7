package io.qahan.ingest.conv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.qahan.ingest.conv.PyTorchEngine.ComputeDevice;
import io.qahan.schemas.settings.Setting;
import io.qahan.schemas.settings.Settings;
import io.qahan.schemas.settings.SettingsException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ComputeDeviceTest {
  @AfterEach
  void computeOnTheProcessorAgain() {
    PyTorchEngine.computeOn(ComputeDevice.parse("cpu"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"cpu", "auto", "gpu:0", "gpu:12"})
  void shouldReadWhatItWrites(String text) {
    assertThat(ComputeDevice.parse(text)).hasToString(text);
    assertThat(ComputeDevice.parse(" " + text.toUpperCase(Locale.ROOT) + " ")).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "gpu", "gpu:", "gpu:-1", "gpu:x", "gpu0", "cuda", "gpu:1000", "cpu:0"})
  void shouldSayWhatIsAllowed(String text) {
    List<Setting<?>> known = List.of(ComputeDevice.SETTING);
    assertThatThrownBy(() -> Settings.of(known, Map.of("device", text)).get(ComputeDevice.SETTING))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("device")
        .hasMessageContaining("cpu, auto or gpu:N");
  }

  @Test
  void shouldTakeTheProcessorUnlessToldOtherwise() {
    assertThat(Settings.of(List.of(ComputeDevice.SETTING), Map.of()).get(ComputeDevice.SETTING))
        .hasToString("cpu");
    assertThat(ComputeDevice.parse("cpu").chosen(4, 4)).isEmpty();
  }

  @Test
  void shouldTakeTheCardThatIsAskedForOrTheFirstOne() {
    assertThat(ComputeDevice.parse("gpu:1").chosen(2, 2)).hasValue(1);
    assertThat(ComputeDevice.parse("auto").chosen(2, 2)).hasValue(0);
    assertThat(ComputeDevice.parse("auto").chosen(0, 2)).as("PyTorch for processors").isEmpty();
    assertThat(ComputeDevice.parse("auto").chosen(0, 0)).isEmpty();
  }

  @Test
  void shouldSayWhatToDoAboutACardThatCannotBeHad() {
    assertThatThrownBy(() -> ComputeDevice.parse("gpu:0").chosen(0, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[gpu:0]")
        .hasMessageContaining("no GPU")
        .hasMessageContaining("mvn -Pcuda package");
    assertThatThrownBy(() -> ComputeDevice.parse("gpu:0").chosen(0, 1))
        .hasMessageContaining("[1] GPUs")
        .hasMessageContaining("PyTorch for processors alone")
        .hasMessageContaining("mvn -Pcuda package");
    assertThatThrownBy(() -> ComputeDevice.parse("gpu:2").chosen(2, 2))
        .hasMessageContaining("[gpu:2]")
        .hasMessageContaining("[2] GPUs");
  }

  @Test
  void shouldComputeOnTheProcessorWhereThereIsNoCard() {
    assumeTrue(PyTorchEngine.engine().getGpuCount() == 0, "there is a GPU here");
    PyTorchEngine.computeOn(ComputeDevice.parse("auto"));
    assertThat(PyTorchEngine.device()).isEqualTo(Device.cpu());
    try (NDManager manager = PyTorchEngine.newManager()) {
      assertThat(manager.ones(new Shape(1)).getDevice()).isEqualTo(Device.cpu());
    }
    assertThatThrownBy(() -> PyTorchEngine.computeOn(ComputeDevice.parse("gpu:0")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("mvn -Pcuda package");
    assertThat(PyTorchEngine.device())
        .as("what cannot be had changes nothing")
        .isEqualTo(Device.cpu());
  }
}
