package io.qahan.deploy.operate.acls;

import io.qahan.schemas.rights.Right;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/** How the rights of a user are written down. */
enum AclFormat {
  /** Commands of the tool that comes with Kafka. */
  KAFKA_ACLS {
    @Override
    List<String> lines(String who, String user, List<Right> rights, Target target) {
      List<String> lines = new ArrayList<>();
      lines.add("# " + who);
      byResource(rights)
          .forEach(
              (resource, group) ->
                  lines.add(
                      "kafka-acls --bootstrap-server %s --command-config admin.properties --add --allow-principal User:%s%s%s"
                          .formatted(
                              target.servers(),
                              user,
                              operations(group),
                              resourceOption(resource))));
      return lines;
    }
  },

  /** Strimzi's {@code KafkaUser}. */
  STRIMZI {
    @Override
    List<String> lines(String who, String user, List<Right> rights, Target target) {
      List<String> lines = new ArrayList<>();
      lines.add("# " + who);
      lines.addAll(
          """
          apiVersion: kafka.strimzi.io/v1
          kind: KafkaUser
          metadata:
            name: %s
            labels:
              strimzi.io/cluster: %s
          spec:
            authentication:
              type: scram-sha-512
            authorization:
              type: simple
              acls:
          """
              .formatted(user, target.cluster())
              .lines()
              .toList());
      byResource(rights)
          .forEach(
              (resource, group) -> {
                lines.add("      - resource: " + strimzi(resource));
                lines.add(
                    "        operations: [%s]"
                        .formatted(
                            group.stream()
                                .map(Right::operationName)
                                .collect(Collectors.joining(", "))));
              });
      return lines;
    }
  },

  /** Tables of Markdown, for people. */
  TABLE {
    @Override
    List<String> lines(String who, String user, List<Right> rights, Target target) {
      List<String> lines = new ArrayList<>();
      lines.addAll(
          List.of(
              "## `%s`: %s".formatted(user, who),
              "",
              "| resource | name | operations | what for |",
              "|---|---|---|---|"));
      byResource(rights)
          .forEach(
              (resource, group) ->
                  lines.add(
                      "| %s | %s | %s | %s |"
                          .formatted(
                              typeOf(resource),
                              nameFor(resource),
                              group.stream()
                                  .map(Right::operationName)
                                  .collect(Collectors.joining(", ")),
                              purposes(group))));
      return lines;
    }
  };

  /**
   * Where the rights are granted.
   *
   * @param servers addresses of brokers
   * @param cluster Strimzi's name of them
   */
  record Target(String servers, String cluster) {}

  /**
   * Writes down one user's rights; between two users stands {@link #between()}.
   *
   * @param who it is, for people
   */
  abstract List<String> lines(String who, String user, List<Right> rights, Target target);

  String between() {
    return this == STRIMZI ? "---" : "";
  }

  private static Map<ResourcePattern, List<Right>> byResource(List<Right> rights) {
    return rights.stream()
        .collect(Collectors.groupingBy(Right::resource, LinkedHashMap::new, Collectors.toList()));
  }

  private static String operations(List<Right> rights) {
    return rights.stream()
        .map(right -> " --operation " + right.operationName())
        .collect(Collectors.joining());
  }

  private static String resourceOption(ResourcePattern resource) {
    if (resource.resourceType() == ResourceType.CLUSTER) {
      return " --cluster";
    }
    return " --%s %s --resource-pattern-type %s"
        .formatted(
            typeOf(resource).replace(' ', '-'),
            resource.name(),
            resource.patternType().name().toLowerCase(Locale.ROOT));
  }

  private static String strimzi(ResourcePattern resource) {
    String type =
        resource.resourceType() == ResourceType.TRANSACTIONAL_ID
            ? "transactionalId"
            : typeOf(resource);
    return resource.resourceType() == ResourceType.CLUSTER
        ? "{type: cluster}"
        : "{type: %s, name: %s, patternType: %s}"
            .formatted(type, resource.name(), isPrefix(resource) ? "prefix" : "literal");
  }

  private static String typeOf(ResourcePattern resource) {
    return resource.resourceType().name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private static String nameFor(ResourcePattern resource) {
    if (resource.resourceType() == ResourceType.CLUSTER) {
      return "";
    }
    return "`" + resource.name() + (isPrefix(resource) ? "`…" : "`");
  }

  private static String purposes(List<Right> rights) {
    return rights.stream()
        .map(
            right ->
                right.purpose() + right.setting().map(name -> " (with `" + name + "`)").orElse(""))
        .distinct()
        .collect(Collectors.joining("; "));
  }

  private static boolean isPrefix(ResourcePattern resource) {
    return resource.patternType() == PatternType.PREFIXED;
  }
}
