package io.qahan.ingest.inference;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.http.HttpStatus;
import io.qahan.ingest.http.HttpFault;
import io.qahan.ingest.image.EncodedImage;
import io.qahan.ingest.image.ImageFormat;
import io.qahan.schemas.topic.ImageId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What a client asks: JSON, and behind it the bytes of tensors that are not in the JSON.
 *
 * @param id the client's own, given back; no image's
 * @param ids of the images
 * @param files the images as files; empty if they are pixels
 * @param pixels N x C x H x W; null if they are files
 * @param outputs what is asked for; empty for all that are given unasked
 * @param binary whether outputs that do not say so come as bytes
 * @param timeout how long the client waits, if it says so
 */
record InferenceRequest(
    Optional<String> id,
    List<String> ids,
    List<byte[]> files,
    InputTensor pixels,
    List<RequestedOutput> outputs,
    boolean binary,
    Optional<Duration> timeout) {

  /** The encoded images. */
  static final String IMAGE = "image";

  /** The images as numbers. */
  static final String PIXELS = "pixels";

  /** What the images are to be called. */
  static final String IMAGE_ID = "image_id";

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final float WHITE = 255;

  /**
   * Reads one.
   *
   * @param body the whole of it
   * @param header how many bytes of it are JSON
   * @param most images
   * @param newId makes ids for images that come without
   * @throws HttpFault 400 if it cannot be understood, 413 if it has more images
   */
  static InferenceRequest read(byte[] body, int header, int most, Supplier<String> newId) {
    Optional<String> id = Optional.empty();
    List<InputTensor> inputs = new ArrayList<>();
    List<RequestedOutput> outputs = new ArrayList<>();
    boolean binary = false;
    Optional<Duration> timeout = Optional.empty();
    try (JsonParser json = MAPPER.createParser(body, 0, header)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw HttpFault.badRequest(
            "bad-body", "The request is no JSON object.", "Send {\"inputs\": [...]}.");
      }
      while (json.nextToken() != JsonToken.END_OBJECT) {
        String field = json.currentName();
        json.nextToken();
        switch (field) {
          case "id" -> id = Optional.ofNullable(json.getValueAsString());
          case "inputs" -> {
            while (json.nextToken() != JsonToken.END_ARRAY) {
              inputs.add(InputTensor.read(json));
            }
          }
          case "outputs" -> {
            JsonNode asked = json.readValueAsTree();
            asked.forEach(output -> outputs.add(RequestedOutput.of(output)));
          }
          case "parameters" -> {
            JsonNode parameters = json.readValueAsTree();
            binary = parameters.path("binary_data_output").asBoolean(false);
            timeout = timeoutOf(parameters.path("timeout"));
          }
          default -> json.skipChildren();
        }
      }
    } catch (IOException e) {
      throw HttpFault.badRequest(
          "bad-body",
          "The request is no JSON: %s.".formatted(e.getMessage().lines().findFirst().orElse("")),
          "If bytes follow the JSON, say in Inference-Header-Content-Length how long it is.");
    }
    takeBinary(inputs, body, header);
    inputs.forEach(InputTensor::check);
    InputTensor images = imagesOf(inputs);
    int count = images.shape()[0];
    if (count > most) {
      throw new HttpFault(
          HttpStatus.CONTENT_TOO_LARGE,
          "too-many-images",
          String.format(Locale.ROOT, "There are [%d] images in one request.", count),
          String.format(Locale.ROOT, "Send %d at most, or raise ingest.http.batch.images.", most));
    }
    boolean asFiles = images.name().equals(IMAGE);
    return new InferenceRequest(
        id,
        idsOf(inputs, count, newId),
        asFiles ? images.contents() : List.of(),
        asFiles ? null : images,
        outputs,
        binary,
        timeout);
  }

  /** How many images there are. */
  int size() {
    return ids.size();
  }

  /**
   * An image of it, not checked yet.
   *
   * @throws HttpFault if its numbers are no pixels, or its bytes no image
   */
  EncodedImage image(int i) {
    if (pixels != null) {
      return EncodedImage.raw(bytesOf(i), claimedShape());
    }
    byte[] file = files.get(i);
    return ImageFormat.of(file)
        .map(format -> EncodedImage.of(format, file))
        .orElseThrow(
            () ->
                HttpFault.badRequest(
                    "not-an-image",
                    "It is neither a PNG nor a JPEG, GIF, BMP or WebP.",
                    "Send the bytes of a file; in JSON as base64."));
  }

  private List<Integer> claimedShape() {
    int[] shape = pixels.shape();
    return List.of(shape[1], shape[2], shape[3]);
  }

  private byte[] bytesOf(int i) {
    int length = pixels.size() / size();
    float[] values = pixels.numbers(i * length, length);
    byte[] bytes = new byte[length];
    float brightest = 0;
    for (int at = 0; at < length; at++) {
      float value = values[at];
      if (!(value >= 0 && value <= WHITE)) {
        throw HttpFault.badRequest(
            "not-a-pixel",
            String.format(Locale.ROOT, "A pixel is [%s].", value),
            "Pixels are 0 to 255, 0 black; the server scales them as the model wants.");
      }
      brightest = Math.max(brightest, value);
      bytes[at] = (byte) Math.round(value);
    }
    // Else an image scaled to 0..1 would be taken as a black one, and nobody would know.
    if (pixels.datatype().equals(InputTensor.FP32) && brightest > 0 && brightest <= 1) {
      throw HttpFault.badRequest(
          "scaled-pixels",
          "No pixel is above 1: the image seems to be scaled to 0..1.",
          "Pixels are 0 to 255: multiply by 255.");
    }
    return bytes;
  }

  private static void takeBinary(List<InputTensor> inputs, byte[] body, int header) {
    long at = header;
    for (InputTensor input : inputs) {
      if (input.binarySize() >= 0) {
        if (at + input.binarySize() > body.length) {
          throw input.wrong("says more binary data than the body has");
        }
        input.binary(ByteBuffer.wrap(body, (int) at, input.binarySize()).slice());
        at += input.binarySize();
      }
    }
    if (at != body.length) {
      throw HttpFault.badRequest(
          "bad-body",
          String.format(
              Locale.ROOT, "[%d] bytes of the body belong to no input.", body.length - at),
          "Give each input its binary_data_size.");
    }
  }

  private static InputTensor imagesOf(List<InputTensor> inputs) {
    InputTensor images = null;
    for (InputTensor input : inputs) {
      switch (input.name()) {
        case IMAGE -> {
          images = onlyOne(images, input, List.of(InputTensor.BYTES));
          int[] shape = input.shape();
          if (shape.length > 2 || (shape.length == 2 && shape[1] != 1)) {
            throw input.wrong("must be of shape [N] or [N, 1], a file an image");
          }
        }
        case PIXELS -> {
          images = onlyOne(images, input, List.of(InputTensor.UINT8, InputTensor.FP32));
          if (input.shape().length != 4) {
            throw input.wrong("must be of shape [N, C, H, W]");
          }
        }
        case IMAGE_ID -> {
          if (!input.datatype().equals(InputTensor.BYTES)) {
            throw input.wrong("must be of type BYTES");
          }
        }
        default -> throw input.wrong("is none of image, pixels and image_id");
      }
    }
    if (images == null) {
      throw HttpFault.badRequest(
          "bad-input",
          "There is no input [image] or [pixels].",
          "Send files as [image], BYTES, or numbers as [pixels], UINT8 or FP32.");
    }
    return images;
  }

  private static InputTensor onlyOne(InputTensor before, InputTensor now, List<String> types) {
    if (before != null) {
      throw now.wrong("is one too many: [%s] came too".formatted(before.name()));
    }
    if (!types.contains(now.datatype())) {
      throw now.wrong(
          "is of type [%s], but must be %s".formatted(now.datatype(), String.join(" or ", types)));
    }
    return now;
  }

  private static List<String> idsOf(List<InputTensor> inputs, int count, Supplier<String> newId) {
    List<String> ids = new ArrayList<>();
    for (InputTensor input : inputs) {
      if (input.name().equals(IMAGE_ID)) {
        ids.addAll(input.words());
        if (ids.size() != count) {
          throw input.wrong(
              String.format(
                  Locale.ROOT, "has [%d] ids, but there are [%d] images", ids.size(), count));
        }
      }
    }
    for (String id : ids) {
      String fault = ImageId.faultOf(id);
      if (!fault.isEmpty()) {
        throw HttpFault.badRequest(
            "bad-id", "Of [image_id]: " + fault + ".", "Leave the input out to get ids.");
      }
    }
    if (new HashSet<>(ids).size() != ids.size()) {
      throw HttpFault.badRequest(
          "bad-id", "Two images have the same id.", "An id is answered once: give each its own.");
    }
    while (ids.size() < count) {
      ids.add(newId.get());
    }
    return ids;
  }

  private static Optional<Duration> timeoutOf(JsonNode micros) {
    return micros.canConvertToLong() && micros.asLong() > 0
        ? Optional.of(Duration.of(micros.asLong(), ChronoUnit.MICROS))
        : Optional.empty();
  }
}
