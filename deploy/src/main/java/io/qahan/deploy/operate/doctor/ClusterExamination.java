package io.qahan.deploy.operate.doctor;

import io.qahan.deploy.operate.Brokers;
import io.qahan.deploy.operate.lag.GroupLagRow;
import io.qahan.deploy.operate.lag.GroupLags;
import io.qahan.ingest.stream.IngestProperties;
import io.qahan.ingest.stream.IngestTopology;
import io.qahan.schemas.codec.RegistryUnavailableException;
import io.qahan.schemas.position.PositionStore;
import io.qahan.schemas.settings.CommonSettings;
import io.qahan.schemas.settings.Settings;
import io.qahan.schemas.signing.Signatures;
import io.qahan.schemas.topic.ImageRoute;
import io.qahan.schemas.topic.PartitionCounts;
import io.qahan.schemas.topic.PartitionOffsets;
import io.qahan.schemas.topic.TopicDrift;
import io.qahan.schemas.topic.TopicNames;
import io.qahan.schemas.topic.TopicProvisioner;
import io.qahan.schemas.topic.Topics;
import io.qahan.worker.WorkerSettings;
import io.qahan.worker.source.SourceKind;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;

/** Asks a cluster what the checks want to know. */
final class ClusterExamination {
  private static final String DWAVE = "dwave";
  private static final String BROKERS_TIME = "LogAppendTime";
  private static final long SECOND_LOOK = 5;
  private static final Pattern LOOPBACK = Pattern.compile("localhost:|127\\.|\\[::1]");

  private final Admin admin;
  private final Settings settings;
  private final FlowExamination flow;
  private final String prefix;

  ClusterExamination(Admin admin, Settings settings, FlowExamination flow) {
    this.admin = admin;
    this.settings = settings;
    this.flow = flow;
    this.prefix = settings.get(CommonSettings.TOPIC_PREFIX);
  }

  /** What one check asks. */
  private interface Question {
    List<Finding> ask() throws ExecutionException, InterruptedException;
  }

  List<Finding> findings() throws InterruptedException {
    List<Node> nodes;
    try {
      nodes = List.copyOf(admin.describeCluster().nodes().get());
    } catch (ExecutionException e) {
      return List.of(
          Finding.fault(
              "broker",
              "no broker answers at [%s]: %s"
                  .formatted(
                      settings.get(CommonSettings.BOOTSTRAP_SERVERS), e.getCause().getMessage()),
              "start one, or set --bootstrap-servers (QAHAN_BOOTSTRAP_SERVERS) and, for TLS or SASL,"
                  + " kafka.security.protocol and so on; to try things out: qahan broker"));
    }
    List<Finding> findings = new ArrayList<>();
    findings.addAll(answered("broker", this::features));
    findings.addAll(answered("broker", () -> brokerConfig(nodes)));
    findings.addAll(answered("offsets", () -> offsets(nodes)));
    findings.addAll(answered("topics", this::topics));
    findings.addAll(answered("clock", this::clock));
    findings.addAll(answered("groups", this::groups));
    findings.addAll(answered("progress", this::progress));
    findings.addAll(answered("flow", this::flow));
    findings.addAll(
        answered(
            "transactions",
            () ->
                TransactionCheck.of(
                    HangingTransaction.find(admin, InstantSource.system()),
                    settings.get(CommonSettings.BOOTSTRAP_SERVERS))));
    return findings;
  }

  private static List<Finding> answered(String check, Question question)
      throws InterruptedException {
    try {
      return question.ask();
    } catch (ExecutionException e) {
      return List.of(
          Finding.fault(
              check,
              "the broker does not say: " + e.getCause().getMessage(),
              "let this client describe the cluster, its topics and its groups (ACLs), or ask again"));
    }
  }

  private List<Finding> features() throws ExecutionException, InterruptedException {
    Map<String, Short> levels = new HashMap<>();
    admin
        .describeFeatures()
        .featureMetadata()
        .get()
        .finalizedFeatures()
        .forEach((name, range) -> levels.put(name, range.maxVersionLevel()));
    return BrokerCheck.features(levels, settings.get(WorkerSettings.SOURCE), isRemoteFirst());
  }

  private boolean isRemoteFirst() {
    return settings.get(WorkerSettings.SOLVERS).get(0).equals(DWAVE);
  }

  private List<Finding> brokerConfig(List<Node> nodes)
      throws ExecutionException, InterruptedException {
    Set<String> topics = admin.listTopics(new ListTopicsOptions().listInternal(true)).names().get();
    ConfigResource broker = new ConfigResource(ConfigResource.Type.BROKER, nodes.get(0).idString());
    return BrokerCheck.config(config(broker), nodes.size(), topics);
  }

  private List<Finding> offsets(List<Node> nodes) throws ExecutionException, InterruptedException {
    Set<String> topics = admin.listTopics(new ListTopicsOptions().listInternal(true)).names().get();
    Map<String, OffsetsCheck.Group> groups = new HashMap<>();
    for (String group : List.of(prefix + "ingest", prefix + "trainer-join")) {
      List<String> changelogs =
          topics.stream()
              .filter(topic -> topic.startsWith(group + "-") && topic.endsWith("-changelog"))
              .toList();
      groups.put(
          group,
          new OffsetsCheck.Group(
              !admin
                  .listConsumerGroupOffsets(group)
                  .partitionsToOffsetAndMetadata()
                  .get()
                  .isEmpty(),
              isWritten(changelogs.stream().filter(PositionStore::isChangelog).toList()),
              isWritten(changelogs)));
    }
    ConfigResource broker = new ConfigResource(ConfigResource.Type.BROKER, nodes.get(0).idString());
    return OffsetsCheck.of(config(broker), groups);
  }

  private boolean isWritten(List<String> topics) throws ExecutionException, InterruptedException {
    return PartitionOffsets.of(
            admin, PartitionOffsets.partitionsOf(admin, topics), OffsetSpec.latest())
        .values()
        .stream()
        .anyMatch(end -> end > 0);
  }

  private List<Finding> topics() throws ExecutionException, InterruptedException {
    Set<TopicDrift> drifts = new LinkedHashSet<>(new TopicProvisioner(admin, settings).check());
    List<String> route = new ArrayList<>(ImageRoute.of(TopicNames.from(settings)));
    route.addAll(IngestTopology.changelogs(IngestProperties.applicationId(settings)));
    drifts.addAll(ImageRoute.drifts(PartitionCounts.of(admin, route)));
    return TopicCheck.of(List.copyOf(drifts), settings.get(CommonSettings.TOPIC_CREATE));
  }

  /** By the newest of our records, where the broker writes their times. */
  private List<Finding> clock() throws ExecutionException, InterruptedException {
    TopicNames names = TopicNames.from(settings);
    List<String> topics =
        Stream.of(Topics.MASK_REQUESTS, Topics.MASK_RESULTS, Topics.PREDICTIONS)
            .map(names::of)
            .toList();
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    for (var topic : PartitionCounts.of(admin, topics).byTopic().entrySet()) {
      ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic.getKey());
      if (BROKERS_TIME.equals(config(resource).get(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG))) {
        for (int partition = 0; partition < topic.getValue(); partition++) {
          asked.put(new TopicPartition(topic.getKey(), partition), OffsetSpec.maxTimestamp());
        }
      }
    }
    long newest =
        admin.listOffsets(asked).all().get().values().stream()
            .mapToLong(ListOffsetsResult.ListOffsetsResultInfo::timestamp)
            .max()
            .orElse(0);
    return ClockCheck.ofNewest(Instant.ofEpochMilli(Math.max(0, newest)), Instant.now());
  }

  private List<Finding> groups() throws ExecutionException, InterruptedException {
    Map<String, GroupState> states = Brokers.groupStates(admin);
    String share = prefix + "qubo-workers-share";
    List<Finding> findings = new ArrayList<>(GroupCheck.members(expected(share), states));
    if (states.containsKey(share)) {
      findings.addAll(
          GroupCheck.shareGroup(
              share, config(new ConfigResource(ConfigResource.Type.GROUP, share))));
    }
    return findings;
  }

  /** Looks twice where somebody is far behind: only a group that stands still is at fault. */
  private List<Finding> progress() throws ExecutionException, InterruptedException {
    GroupLags lags = new GroupLags(admin);
    List<GroupLagRow> before = lags.of(prefix);
    if (!ProgressCheck.isBehind(before)) {
      return ProgressCheck.of(before, before, 0);
    }
    TimeUnit.SECONDS.sleep(SECOND_LOOK);
    return ProgressCheck.of(before, lags.of(prefix), SECOND_LOOK);
  }

  private List<Finding> flow() {
    try {
      List<Finding> findings = new ArrayList<>(FlowCheck.of(flow.flow()));
      findings.addAll(ModelCheck.of(flow.served()));
      findings.addAll(ModelCheck.of(flow.line()));
      findings.addAll(ModelCheck.ofRetrainings(flow.retrainings(), Instant.now()));
      flow.orders();
      findings.addAll(
          ModelCheck.ofSignatures(
              Signatures.of(settings).map(Signatures::refused),
              Signatures.of(settings).map(Signatures::areRequired).orElse(false),
              isRemote()));
      return findings;
    } catch (RegistryUnavailableException e) { // which has a finding of its own
      return List.of();
    }
  }

  private boolean isRemote() {
    return Stream.of(settings.get(CommonSettings.BOOTSTRAP_SERVERS).split(",", -1))
        .anyMatch(server -> !LOOPBACK.matcher(server.strip()).lookingAt());
  }

  private Map<String, String> expected(String shareGroup) {
    SourceKind source = settings.get(WorkerSettings.SOURCE);
    boolean shared =
        source == SourceKind.SHARE_GROUP || (source == SourceKind.AUTO && isRemoteFirst());
    return Map.of(
        prefix + "ingest",
        "ingest",
        prefix + "trainer-join",
        "trainer",
        prefix + "trainer-" + settings.get(CommonSettings.MODEL),
        "trainer",
        shared ? shareGroup : prefix + "qubo-workers",
        "worker");
  }

  private Map<String, String> config(ConfigResource resource)
      throws ExecutionException, InterruptedException {
    Config config = admin.describeConfigs(List.of(resource)).all().get().get(resource);
    Map<String, String> values = new HashMap<>();
    config
        .entries()
        .forEach(
            entry -> {
              if (entry.value() != null) {
                values.put(entry.name(), entry.value());
              }
            });
    return values;
  }
}
