package io.qahan.trainer.paper.history;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.qahan.ingest.conv.PyTorchEngine;
import io.qahan.qubo.kernel.WholeFile;
import io.qahan.qubo.mask.Mask;
import io.qahan.trainer.gradient.AdamMoments;
import io.qahan.trainer.paper.network.NetworkState;
import io.qahan.trainer.paper.network.TrainingFailedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A training between two epochs: all that the next one depends on. On disk it is a safetensors
 * file: weights and both moments of each tensor by name, and the rest as JSON in a tensor of bytes.
 *
 * @param command that trains the same; a training of other options must not go on from it
 * @param epochs so far
 */
public record Checkpoint(String command, List<Epoch> epochs, NetworkState network) {
  private static final String REST = "checkpoint.json";
  private static final String FIRST = ".adam.first";
  private static final String SECOND = ".adam.second";
  private static final JsonMapper JSON = JsonMapper.builder().build();

  public Checkpoint {
    epochs = List.copyOf(epochs);
  }

  /**
   * What is not a tensor.
   *
   * @param adamSteps steps of each tensor
   * @param held the mask that attention keeps; null if it keeps none
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  private record Rest(
      String command, List<Epoch> epochs, long steps, Map<String, Long> adamSteps, Held held) {}

  /**
   * A mask.
   *
   * @param size how many blocks there are
   * @param bits as {@link Mask#toBytes} writes them
   */
  @SuppressWarnings("ArrayRecordComponent") // written and read, never compared
  private record Held(int size, byte[] bits) {
    static Held of(Mask mask) {
      return new Held(mask.size(), mask.toBytes());
    }

    Mask mask() {
      return Mask.fromBytes(bits, size);
    }
  }

  /** Writes it, whole or not at all. */
  public void write(Path file) throws IOException {
    Map<String, Long> adamSteps = new TreeMap<>();
    try (NDManager manager = PyTorchEngine.newManager()) {
      NDList list = new NDList();
      network
          .tensors()
          .forEach(
              (name, tensor) -> {
                adamSteps.put(name, tensor.moments().steps());
                list.add(named(manager.create(tensor.values()), name));
                list.add(named(manager.create(tensor.moments().first()), name + FIRST));
                list.add(named(manager.create(tensor.moments().second()), name + SECOND));
              });
      byte[] rest =
          JSON.writeValueAsBytes(
              new Rest(
                  command,
                  epochs,
                  network.steps(),
                  adamSteps,
                  network.held().map(Held::of).orElse(null)));
      list.add(named(manager.create(rest), REST));
      WholeFile.write(file, list.encode(NDList.Encoding.SAFETENSORS));
    }
  }

  private static NDArray named(NDArray array, String name) {
    array.setName(name);
    return array;
  }

  /**
   * Reads one.
   *
   * @throws TrainingFailedException if it is not whole
   */
  public static Checkpoint read(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    try (NDManager manager = PyTorchEngine.newManager()) {
      Map<String, NDArray> arrays =
          NDList.decode(manager, bytes).stream()
              .collect(Collectors.toMap(NDArray::getName, array -> array));
      Rest rest = JSON.readValue(arrays.get(REST).toByteArray(), Rest.class);
      Map<String, NetworkState.Tensor> tensors = new TreeMap<>();
      rest.adamSteps()
          .forEach(
              (name, steps) ->
                  tensors.put(
                      name,
                      new NetworkState.Tensor(
                          arrays.get(name).toFloatArray(),
                          new AdamMoments(
                              steps,
                              arrays.get(name + FIRST).toFloatArray(),
                              arrays.get(name + SECOND).toFloatArray()))));
      return new Checkpoint(
          rest.command(),
          rest.epochs(),
          new NetworkState(
              rest.steps(), tensors, Optional.ofNullable(rest.held()).map(Held::mask)));
    } catch (IOException | RuntimeException e) {
      throw new TrainingFailedException(
          "checkpoint [%s] cannot be read (%s); delete it to start over"
              .formatted(file, e.getMessage()),
          e);
    }
  }
}
