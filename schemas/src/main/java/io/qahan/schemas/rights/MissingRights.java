package io.qahan.schemas.rights;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.DescribeConsumerGroupsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/**
 * Asks brokers which rights of a list they do not give the user that asks. Changes nothing. What
 * they do not tell is not missing: of a transactional id only can be asked whether it may be
 * described, and so it is with a group that nobody has used yet. For one thread.
 */
public final class MissingRights {
  private static final String PROBE = "rights-probe"; // never made

  /** No role of ours has all of these on one topic. */
  private static final Set<AclOperation> OF_AN_ADMINISTRATOR =
      Set.of(AclOperation.DELETE, AclOperation.ALTER, AclOperation.ALTER_CONFIGS);

  /** What may be given all the same where nothing that includes to describe is. */
  private static final Set<AclOperation> NOT_TOLD =
      Set.of(AclOperation.CREATE, AclOperation.DESCRIBE_CONFIGS, AclOperation.ALTER_CONFIGS);

  private final Admin admin;
  private final Map<ResourcePattern, Set<AclOperation>> given = new HashMap<>();

  private MissingRights(Admin admin) {
    this.admin = admin;
  }

  /**
   * Asks for a list.
   *
   * @return those that are missing, in the order of the list
   * @throws ExecutionException if the brokers do not answer
   */
  public static List<Right> of(Admin admin, List<Right> rights)
      throws ExecutionException, InterruptedException {
    Map<ResourcePattern, Set<AclOperation>> wanted = new LinkedHashMap<>();
    for (Right right : rights) {
      wanted.computeIfAbsent(right.resource(), key -> new HashSet<>()).add(right.operation());
    }
    MissingRights asked = new MissingRights(admin);
    asked.ask(wanted);
    return rights.stream()
        .filter(right -> asked.given.containsKey(right.resource()))
        .filter(right -> !asked.given.get(right.resource()).contains(right.operation()))
        .toList();
  }

  /**
   * What a user without them is told.
   *
   * @param role whose rights they are
   */
  public static String fault(Role role, List<Right> missing) {
    return "The brokers do not give the user of this %s: %s. Grant it, and start it again; the whole list, as commands: qahan acls --role %s"
        .formatted(
            role.slug(),
            missing.stream()
                .map(right -> right.text() + " (" + right.purpose() + ")")
                .collect(Collectors.joining("; ")),
            role.slug());
  }

  private void ask(Map<ResourcePattern, Set<AclOperation>> wanted)
      throws ExecutionException, InterruptedException {
    askTopics(wanted.keySet());
    if (!given.isEmpty()
        && given.values().stream().allMatch(each -> each.containsAll(OF_AN_ADMINISTRATOR))) {
      return; // no authorizer, or a super user
    }
    for (Map.Entry<ResourcePattern, Set<AclOperation>> entry : wanted.entrySet()) {
      ResourcePattern resource = entry.getKey();
      switch (resource.resourceType()) {
        case TOPIC -> {
          if (!isName(resource)) {
            askBelow(resource, entry.getValue());
          }
        }
        case GROUP -> askGroup(resource, entry.getValue());
        case TRANSACTIONAL_ID -> {
          if (isRefused(
              admin.describeTransactions(List.of(resource.name())).description(resource.name()))) {
            given.put(resource, Set.of());
          }
        }
        case CLUSTER -> {
          if (isRefused(configsOf(ConfigResource.Type.BROKER, brokerId()))) {
            given.put(resource, Set.of());
          }
        }
        default -> throw new IllegalArgumentException(resource + " is no resource of ours");
      }
    }
  }

  /** All that have a name of their own at once. */
  private void askTopics(Collection<ResourcePattern> resources)
      throws ExecutionException, InterruptedException {
    Map<String, ResourcePattern> topics = new HashMap<>();
    for (ResourcePattern resource : resources) {
      if (resource.resourceType() == ResourceType.TOPIC && isName(resource)) {
        topics.put(resource.name(), resource);
      }
    }
    for (Map.Entry<String, KafkaFuture<TopicDescription>> asked :
        described(topics.keySet()).entrySet()) {
      note(topics.get(asked.getKey()), asked.getValue(), TopicDescription::authorizedOperations);
    }
  }

  /** One of the topics tells for all; before there is one, only a part can be asked for. */
  private void askBelow(ResourcePattern resource, Set<AclOperation> wanted)
      throws ExecutionException, InterruptedException {
    Optional<String> existing =
        admin.listTopics().names().get().stream()
            .filter(topic -> topic.startsWith(resource.name()))
            .findFirst();
    String topic = existing.orElse(resource.name() + PROBE);
    note(resource, described(List.of(topic)).get(topic), TopicDescription::authorizedOperations);
    if (existing.isPresent() || !wanted.contains(AclOperation.CREATE)) {
      return;
    }
    KafkaFuture<Void> made =
        admin
            .createTopics(
                List.of(new NewTopic(topic, Optional.empty(), Optional.empty())),
                new CreateTopicsOptions().validateOnly(true))
            .all();
    if (isRefused(made)) {
      Set<AclOperation> allowed = new HashSet<>(given.getOrDefault(resource, wanted));
      allowed.remove(AclOperation.CREATE);
      given.put(resource, allowed);
    }
  }

  private void askGroup(ResourcePattern resource, Set<AclOperation> wanted)
      throws ExecutionException, InterruptedException {
    note(
        resource,
        admin
            .describeConsumerGroups(
                List.of(resource.name()),
                new DescribeConsumerGroupsOptions().includeAuthorizedOperations(true))
            .describedGroups()
            .get(resource.name()),
        ConsumerGroupDescription::authorizedOperations);
    boolean ofConfigs =
        wanted.contains(AclOperation.DESCRIBE_CONFIGS)
            || wanted.contains(AclOperation.ALTER_CONFIGS);
    if (given.containsKey(resource) || !ofConfigs) {
      return;
    }
    if (isRefused(configsOf(ConfigResource.Type.GROUP, resource.name()))) {
      Set<AclOperation> allowed = new HashSet<>(wanted);
      allowed.remove(AclOperation.DESCRIBE_CONFIGS);
      allowed.remove(AclOperation.ALTER_CONFIGS); // which would include the other
      given.put(resource, allowed);
    }
  }

  private KafkaFuture<Config> configsOf(ConfigResource.Type type, String name) {
    ConfigResource configs = new ConfigResource(type, name);
    return admin.describeConfigs(List.of(configs)).values().get(configs);
  }

  private String brokerId() throws ExecutionException, InterruptedException {
    return admin.describeCluster().nodes().get().iterator().next().idString();
  }

  private Map<String, KafkaFuture<TopicDescription>> described(Collection<String> topics) {
    return admin
        .describeTopics(topics, new DescribeTopicsOptions().includeAuthorizedOperations(true))
        .topicNameValues();
  }

  /** Keeps what an answer says of a resource, if it says anything. */
  private <T> void note(
      ResourcePattern resource, KafkaFuture<T> answer, Function<T, Set<AclOperation>> operations)
      throws ExecutionException, InterruptedException {
    if (isRefused(answer)) {
      given.put(resource, NOT_TOLD);
    } else if (!answer.isCompletedExceptionally()) {
      Set<AclOperation> allowed = operations.apply(answer.get());
      if (allowed != null) { // brokers that do not say
        given.put(resource, allowed);
      }
    }
  }

  /** Whether it is refused to this user, and not for another reason. */
  private static boolean isRefused(KafkaFuture<?> answer)
      throws ExecutionException, InterruptedException {
    try {
      var unused = answer.get();
      return false;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RetriableException
          && !(e.getCause() instanceof UnknownTopicOrPartitionException)) {
        throw e; // the brokers are away
      }
      return e.getCause() instanceof AuthorizationException;
    }
  }

  private static boolean isName(ResourcePattern resource) {
    return resource.patternType() == PatternType.LITERAL;
  }
}
