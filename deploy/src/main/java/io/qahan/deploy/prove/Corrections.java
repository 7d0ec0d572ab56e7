package io.qahan.deploy.prove;

import io.qahan.deploy.pipeline.send.ImageIds;
import io.qahan.deploy.pipeline.send.RecordSender;
import io.qahan.deploy.pipeline.send.StreamListener;
import io.qahan.schemas.avro.Label;
import io.qahan.schemas.codec.Codec;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;

/**
 * Has the labels of some images of a stream corrected while it goes on: first to a wrong class,
 * then back to the right one, each some images later. For the stream's thread; {@link #sent} for
 * any.
 */
final class Corrections implements StreamListener {
  private final int every;
  private final int later;
  private final int classes;
  private final ImageIds ids;
  private final String topic;
  private final Codec<Label> codec;
  private final RecordSender sender;
  private final InstantSource clock;
  private final Map<Integer, Integer> right = new HashMap<>();
  private volatile int sent;

  /**
   * @param every one of so many images; 0: none
   * @param later how many images pass before each correction
   */
  Corrections(
      int every,
      int later,
      int classes,
      ImageIds ids,
      String topic,
      Codec<Label> codec,
      RecordSender sender,
      InstantSource clock) {
    this.every = every;
    this.later = later;
    this.classes = classes;
    this.ids = ids;
    this.topic = topic;
    this.codec = codec;
    this.sender = sender;
    this.clock = clock;
  }

  /** How many images have been sent. */
  int sent() {
    return sent;
  }

  @Override
  public void sendingImage(int index, int label) {
    sent = index + 1;
    if (every == 0) {
      return;
    }
    if (index % every == 0) {
      right.put(index, label);
    }
    Integer first = right.get(index - later);
    if (first != null) {
      correct(index - later, (first + 1) % classes);
    }
    Integer second = right.remove(index - 2 * later);
    if (second != null) {
      correct(index - 2 * later, second);
    }
  }

  private void correct(int index, int label) {
    sender.send(
        topic, ids.image(index), codec.encode(new Label(label, "qahan prove", clock.instant())));
  }
}
