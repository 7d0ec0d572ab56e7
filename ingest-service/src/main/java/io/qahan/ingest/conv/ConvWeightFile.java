package io.qahan.ingest.conv;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qahan.ingest.image.ImageShape;
import io.qahan.qubo.kernel.WholeFile;
import io.qahan.schemas.codec.LittleEndian;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Weight files in the safetensors format, which other tools read too: the length of a JSON header
 * (little-endian int64), the header, then the tensors as little-endian float32. Shape, name, origin
 * and SHA-256 stand in the header's {@code __metadata__}. Reading is strict: every size, place and
 * the hash must agree.
 */
public final class ConvWeightFile {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String FORMAT = "qahan-conv-1";
  private static final int MAX_BYTES = 64 << 20;

  private ConvWeightFile() {}

  /** Reads a file; {@link MalformedWeightsException} if it is not a sound one. */
  public static ConvWeights read(Path file) {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new MalformedWeightsException(
            String.format(
                Locale.ROOT,
                "weight file [%s] is larger than %d bytes; is it one of ours?",
                file,
                MAX_BYTES));
      }
      return parse(Files.readAllBytes(file), file.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot read weight file [%s]; check its path and rights".formatted(file), e);
    }
  }

  /** Reads a file on the class path, named from its root. */
  public static ConvWeights readResource(String resource) {
    try (InputStream stream = ConvWeightFile.class.getResourceAsStream("/" + resource)) {
      if (stream == null) {
        throw new MalformedWeightsException(
            "no weight file [%s] on the class path; build it in, or give a file"
                .formatted(resource));
      }
      return parse(stream.readAllBytes(), resource);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read weight file [%s]".formatted(resource), e);
    }
  }

  /**
   * Writes {@code weights} so that {@code file} is either the whole new file or what it was, with
   * the rights of any new file: whoever serves the conv stack is seldom who trained it.
   */
  public static void write(ConvWeights weights, Path file) throws IOException {
    WholeFile.write(file, bytes(weights));
  }

  /** The content of a weight file. */
  public static byte[] bytes(ConvWeights weights) {
    byte[] header = header(weights).toString().getBytes(StandardCharsets.UTF_8);
    ByteBuffer values = LittleEndian.floats(weights.values());
    return ByteBuffer.allocate(Long.BYTES + header.length + values.remaining())
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(header.length)
        .put(header)
        .put(values)
        .array();
  }

  private static ObjectNode header(ConvWeights weights) {
    ConvShape shape = weights.shape();
    ObjectNode header = JSON.createObjectNode();
    header
        .putObject("__metadata__")
        .put("format", FORMAT)
        .put("name", weights.name())
        .put("origin", weights.origin())
        .put("sha256", weights.sha256())
        .put("input", shape.input().toString())
        .put("channels", shape.hiddenChannels() + "," + shape.outputChannels());
    for (ConvTensor tensor : ConvTensor.values()) {
      ObjectNode entry = header.putObject(tensor.key()).put("dtype", "F32");
      for (long dimension : tensor.dimensions(shape)) {
        entry.withArray("shape").add(dimension);
      }
      long from = (long) Float.BYTES * tensor.offset(shape);
      entry.putArray("data_offsets").add(from).add(from + (long) Float.BYTES * tensor.size(shape));
    }
    return header;
  }

  /**
   * Reads the content of a weight file.
   *
   * @param source what it is called in a fault
   * @throws MalformedWeightsException if it is not a sound one
   */
  public static ConvWeights parse(byte[] file, String source) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
      require(file.length > Long.BYTES, "it is too short");
      long headerLength = bytes.getLong();
      require(headerLength >= 2 && headerLength <= bytes.remaining(), "its header is cut short");
      byte[] headerBytes = new byte[(int) headerLength];
      bytes.get(headerBytes);
      JsonNode header = JSON.readTree(headerBytes);
      JsonNode metadata = header.path("__metadata__");
      require(FORMAT.equals(metadata.path("format").asText()), "its format is not " + FORMAT);
      ConvShape shape = shape(metadata);
      require(bytes.remaining() == Float.BYTES * ConvTensor.totalSize(shape), "its size is wrong");
      ConvWeights weights =
          new ConvWeights(
              shape,
              metadata.path("name").asText(),
              metadata.path("origin").asText(),
              LittleEndian.floats(bytes));
      require(weights.sha256().equals(metadata.path("sha256").asText()), "its SHA-256 is wrong");
      require(header.equals(JSON.readTree(header(weights).toString())), "its header is not ours");
      return weights;
    } catch (JsonProcessingException e) {
      throw new MalformedWeightsException(message(source, "its header is not JSON"), e);
    } catch (IOException e) {
      throw new UncheckedIOException(message(source, "it cannot be read"), e);
    } catch (IllegalArgumentException e) {
      throw new MalformedWeightsException(message(source, e.getMessage()), e);
    }
  }

  private static ConvShape shape(JsonNode metadata) {
    List<Integer> numbers = new ArrayList<>();
    String text = metadata.path("input").asText() + "," + metadata.path("channels").asText();
    for (String number : text.split("[x,]", -1)) {
      numbers.add(Integer.parseInt(number));
    }
    require(numbers.size() == 5, "its shape is incomplete");
    ImageShape input = new ImageShape(numbers.get(0), numbers.get(1), numbers.get(2));
    require(numbers.get(3) <= 4096 && numbers.get(4) <= 4096, "it has too many channels");
    return new ConvShape(input, numbers.get(3), numbers.get(4));
  }

  private static void require(boolean sound, String fault) {
    if (!sound) {
      throw new IllegalArgumentException(fault);
    }
  }

  private static String message(String source, String fault) {
    return "weight file [%s] is not sound: %s; get it again or train a new one"
        .formatted(source, fault);
  }
}
