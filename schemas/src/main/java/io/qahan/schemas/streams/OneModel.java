package io.qahan.schemas.streams;

import io.qahan.schemas.settings.CommonSettings;
import io.qahan.schemas.settings.Settings;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One model under one prefix: a second one's instances would join the group of the first and take
 * some of its images. Each instance says its model in its client id, and looks at the others'
 * before it joins. Two that start at the same moment do not see each other.
 */
public final class OneModel {
  private static final Logger log = LoggerFactory.getLogger(OneModel.class);
  private static final String RANDOM = "-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";

  private OneModel() {}

  /** A client id of a new instance of a group, which says the model. */
  static String clientId(String group, String model) {
    return group + "-" + model + "-" + UUID.randomUUID();
  }

  /**
   * Looks at who is in a group.
   *
   * @throws IllegalStateException if it works for another model than these settings say
   */
  public static void require(Settings settings, String group) throws InterruptedException {
    String model = settings.get(CommonSettings.MODEL);
    try (Admin admin = Admin.create(settings.kafkaClient())) {
      List<String> members =
          admin.describeConsumerGroups(List.of(group)).all().get().get(group).members().stream()
              .map(MemberDescription::clientId)
              .toList();
      Optional<String> other = otherThan(model, group, members);
      if (other.isPresent()) {
        throw new IllegalStateException(
            "model [%s] runs under [%s] (group [%s]), and two under one prefix would mix. Stop it first (one that was killed is forgotten within seconds), or give model [%s] a prefix of its own: topic.prefix; with input.prefix=%s it works on the same images"
                .formatted(
                    other.get(),
                    settings.get(CommonSettings.TOPIC_PREFIX),
                    group,
                    model,
                    settings.get(CommonSettings.TOPIC_PREFIX)));
      }
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof GroupIdNotFoundException)) { // nobody was ever in it
        log.warn("Whether another model runs cannot be told: {}", e.getCause().getMessage());
      }
    }
  }

  /** The model of a member that works for another one; members that do not say count as ours. */
  static Optional<String> otherThan(String model, String group, List<String> clientIds) {
    Pattern ours = Pattern.compile(Pattern.quote(group) + "-(.+)" + RANDOM + ".*");
    return clientIds.stream()
        .map(ours::matcher)
        .filter(Matcher::matches)
        .map(matcher -> matcher.group(1))
        .filter(other -> !other.equals(model))
        .findFirst();
  }
}
