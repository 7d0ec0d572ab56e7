package io.qahan.ingest.conv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.qahan.ingest.image.ImageShape;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class ConvWeightFileTest {

  private static final ConvShape SMALL = new ConvShape(new ImageShape(1, 8, 8), 2, 3);
  private static final ConvWeights WEIGHTS = ConvWeights.random(SMALL, 5);

  @TempDir Path directory;

  @Test
  void shouldReadWhatItWrote() throws Exception {
    Path file = directory.resolve("small.safetensors");
    ConvWeightFile.write(WEIGHTS, file);
    ConvWeights back = ConvWeightFile.read(file);
    assertThat(back.values()).isEqualTo(WEIGHTS.values());
    assertThat(back.shape()).isEqualTo(SMALL);
    assertThat(back.version()).isEqualTo(WEIGHTS.version());
    assertThat(back.origin()).isEqualTo(WEIGHTS.origin());
    assertThat(Files.list(directory)).as("no half-written file stays").containsExactly(file);
  }

  @Test
  void shouldOverwriteAnOlderFile() throws Exception {
    Path file = directory.resolve("small.safetensors");
    ConvWeightFile.write(ConvWeights.random(SMALL, 1), file);
    ConvWeightFile.write(WEIGHTS, file);
    assertThat(ConvWeightFile.read(file).sha256()).isEqualTo(WEIGHTS.sha256());
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void shouldGiveTheFileTheRightsOfAnyOther() throws Exception {
    Path file = directory.resolve("small.safetensors");
    ConvWeightFile.write(WEIGHTS, file);
    Path other = Files.createFile(directory.resolve("other"));
    assertThat(Files.getPosixFilePermissions(file)).isEqualTo(Files.getPosixFilePermissions(other));
  }

  @Test
  void shouldWriteSafetensorsThatOtherReadersUnderstand() throws Exception {
    Path file = directory.resolve("small.safetensors");
    ConvWeightFile.write(WEIGHTS, file);
    try (NDManager manager = PyTorchEngine.newManager()) {
      NDList tensors = NDList.decode(manager, Files.newInputStream(file));
      assertThat(tensors.get("conv2.weight").getShape()).isEqualTo(new Shape(3, 2, 5, 5));
      assertThat(tensors.get("conv2.weight").toFloatArray())
          .isEqualTo(WEIGHTS.tensor(ConvTensor.CONV2_WEIGHT));
      assertThat(tensors.get("conv1.bias").toFloatArray())
          .isEqualTo(WEIGHTS.tensor(ConvTensor.CONV1_BIAS));
    }
  }

  @Test
  void shouldNameTheVersionByItsHash() {
    assertThat(WEIGHTS.version()).isEqualTo("random-" + WEIGHTS.sha256().substring(0, 8));
    assertThat(ConvWeights.random(SMALL, 5).version()).isEqualTo(WEIGHTS.version());
    assertThat(ConvWeights.random(SMALL, 6).version()).isNotEqualTo(WEIGHTS.version());
  }

  @Test
  void shouldRefuseAFileAtEveryLengthShortOfTheWhole() {
    byte[] whole = ConvWeightFile.bytes(WEIGHTS);
    for (int length = 0; length < whole.length; length++) {
      byte[] part = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> ConvWeightFile.parse(part, "cut"))
          .isInstanceOf(MalformedWeightsException.class);
    }
  }

  @Property(tries = 300)
  void shouldRefuseAFileWithAnyByteChanged(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 255) int change) {
    byte[] bytes = ConvWeightFile.bytes(WEIGHTS);
    int at = new Random(seed).nextInt(bytes.length);
    if (inName(bytes, at)) {
      return; // the name and the origin are for people, not part of the hash
    }
    bytes[at] ^= (byte) change;
    assertThatThrownBy(() -> ConvWeightFile.parse(bytes, "changed"))
        .as("byte %d", at)
        .isInstanceOf(MalformedWeightsException.class);
  }

  private static boolean inName(byte[] bytes, int at) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    for (String free : new String[] {WEIGHTS.name(), WEIGHTS.origin()}) {
      int from = text.indexOf("\"" + free + "\"");
      if (at >= from && at <= from + free.length() + 1) {
        return true;
      }
    }
    return false;
  }

  @Test
  void shouldRefuseAHeaderThatPromisesMoreThanTheFile() {
    byte[] bytes =
        ByteBuffer.allocate(100).order(ByteOrder.LITTLE_ENDIAN).putLong(Long.MAX_VALUE).array();
    assertThatThrownBy(() -> ConvWeightFile.parse(bytes, "huge"))
        .isInstanceOf(MalformedWeightsException.class)
        .hasMessageContaining("[huge]")
        .hasMessageContaining("header");
  }

  @Test
  void shouldRefuseWeightsThatAreNoNumbers() {
    float[] values = WEIGHTS.values();
    values[17] = Float.NaN;
    assertThatThrownBy(() -> new ConvWeights(SMALL, "bad", "", values))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[17]");
  }

  @Test
  void shouldSayWhichFileIsMissing() {
    assertThatThrownBy(() -> ConvWeightFile.read(directory.resolve("absent")))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("absent");
    assertThatThrownBy(() -> ConvWeightFile.readResource("io/qahan/absent"))
        .isInstanceOf(MalformedWeightsException.class)
        .hasMessageContaining("[io/qahan/absent]");
  }
}
