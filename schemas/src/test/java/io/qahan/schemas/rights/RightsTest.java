package io.qahan.schemas.rights;

import static org.assertj.core.api.Assertions.assertThat;

import io.qahan.schemas.settings.CommonSettings;
import io.qahan.schemas.settings.Setting;
import io.qahan.schemas.settings.Settings;
import io.qahan.schemas.topic.TopicNames;
import io.qahan.schemas.topic.Topics;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.PatternType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RightsTest {
  private static final TopicNames NAMES = new TopicNames("qahan.");

  @Test
  void shouldLetTheTrainerAloneOfTheServicesWriteHeadsAndStates() {
    for (String topic : List.of(NAMES.of(Topics.FC_HEADS), NAMES.of(Topics.TRAINING_STATE))) {
      assertThat(writers(topic)).containsExactly(Role.TRAINER);
    }
    assertThat(writers(NAMES.of(Topics.TRAINING_EXAMPLES))).containsExactly(Role.TRAINER);
    assertThat(writers(NAMES.of(Topics.MASK_RESULTS))).containsExactly(Role.WORKER);
    assertThat(writers(NAMES.of(Topics.PREDICTIONS))).containsExactly(Role.INGEST);
    assertThat(writers(NAMES.of(Topics.MODELS))).containsExactly(Role.RETRAIN);
  }

  /** Of those that are granted topics one by one. */
  private static List<Role> writers(String topic) {
    return List.of(Role.INGEST, Role.WORKER, Role.TRAINER, Role.RETRAIN, Role.SENDER).stream()
        .filter(
            role ->
                Rights.of(role, NAMES).stream()
                    .anyMatch(
                        right ->
                            right.operation() == AclOperation.WRITE
                                && right.resource().name().equals(topic)))
        .toList();
  }

  @ParameterizedTest
  @EnumSource
  void shouldNameNoRightTwiceAndNothingOutsideThePrefix(Role role) {
    List<Right> rights = Rights.of(role, NAMES);

    assertThat(rights).extracting(Right::text).doesNotHaveDuplicates();
    assertThat(rights)
        .allSatisfy(
            right -> {
              assertThat(right.purpose()).isNotEmpty();
              assertThat(right.operation()).isNotIn(AclOperation.ALL, AclOperation.ANY);
              assertThat(right.resource().name())
                  .satisfiesAnyOf(
                      name -> assertThat(name).startsWith(NAMES.prefix()),
                      name -> assertThat(name).isEqualTo("kafka-cluster"));
            });
  }

  @Test
  void shouldNeedTheRightToGiveOrdersOnlyWithTheTokenForIt() {
    Setting<String> token = Setting.secret("ingest.http.admin.token", "");
    List<Setting<?>> known = CommonSettings.and(token);
    String orders = "Write on topic [qahan.control.v1]";

    assertThat(Rights.of(Role.INGEST, Settings.of(known, Map.of())))
        .extracting(Right::text)
        .doesNotContain(orders);
    assertThat(Rights.of(Role.INGEST, Settings.of(known, Map.of(token.name(), "secret"))))
        .extracting(Right::text)
        .contains(orders);
  }

  @Test
  void shouldOnlyReadTheImagesOfAnotherSystem() {
    TopicNames shadow = new TopicNames("shadow.", "qahan.");

    assertThat(Rights.of(Role.INGEST, shadow))
        .filteredOn(right -> right.resource().name().startsWith("qahan."))
        .isNotEmpty()
        .allSatisfy(right -> assertThat(right.operation()).isNotEqualTo(AclOperation.WRITE));
  }

  @Test
  void shouldSayOfWhatARightIs() {
    assertThat(Rights.of(Role.INGEST, NAMES))
        .extracting(Right::text)
        .contains(
            "Read on topic [qahan.images.v1]",
            "Create on topics that begin with [qahan.ingest-]",
            "Write on transactional ids that begin with [qahan.ingest-]",
            "Read on group [qahan.ingest]",
            "DescribeConfigs on the cluster");
    assertThat(Rights.of(Role.WORKER, NAMES))
        .noneMatch(right -> right.resource().patternType() == PatternType.PREFIXED);
    assertThat(Role.INGEST.user(NAMES)).isEqualTo("qahan-ingest");
  }
}
