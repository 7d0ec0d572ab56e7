package io.qahan.ingest.model;

import java.time.Instant;
import java.util.Objects;

/**
 * How a model came about, for people.
 *
 * @param created when
 * @param command that made it
 * @param dataset the images it was trained on, without the directories of one machine; may be empty
 * @param seed of its training
 * @param parent version of the model that it was made from; empty for none
 */
public record ModelOrigin(
    Instant created, String command, String dataset, long seed, String parent) {
  public ModelOrigin {
    Objects.requireNonNull(created, "created");
    Objects.requireNonNull(command, "command");
    Objects.requireNonNull(dataset, "dataset");
    Objects.requireNonNull(parent, "parent");
  }
}
