package io.qahan.trainer.join;

import io.qahan.schemas.settings.Settings;
import io.qahan.schemas.topic.PartitionCounts;
import io.qahan.schemas.topic.TopicNames;
import io.qahan.schemas.topic.Topics;
import io.qahan.trainer.join.kept.JoinStores;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Over how many partitions images are spread by their ids.
 *
 * @param features of the topic of masked features
 * @param join of the join's stores: as many as features had when the join first ran
 */
record JoinPartitions(int features, int join) {

  /** Asks for them when the join starts, waiting for brokers that do not answer. */
  static JoinPartitions await(Settings settings, String application) throws InterruptedException {
    String topic = TopicNames.from(settings).of(Topics.MASKED_FEATURES);
    int features = PartitionCounts.await(settings, List.of(topic)).largest();
    int stores = PartitionCounts.await(settings, JoinStores.changelogs(application)).largest();
    return new JoinPartitions(features, stores == 0 ? features : stores);
  }

  /** How the features' topic was changed since these were asked for; empty if it was not. */
  Optional<String> change(Settings settings) {
    String topic = TopicNames.from(settings).of(Topics.MASKED_FEATURES);
    return PartitionCounts.ask(settings, List.of(topic))
        .filter(now -> now.largest() != features)
        .map(
            now ->
                String.format(
                    Locale.ROOT,
                    "[%s] had [%d] partitions when the join started and has [%d] now; any number will do, but the join looks only when it starts",
                    topic,
                    features,
                    now.largest()));
  }

  /** Whether a task of the join finds the features of its images where ingest wrote them. */
  boolean featuresLieRight() {
    return features == join;
  }
}
