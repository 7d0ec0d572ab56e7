package io.qahan.deploy.operate.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.qahan.schemas.topic.TopicDrift;
import io.qahan.worker.source.SourceKind;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.server.common.MetadataVersion;
import org.junit.jupiter.api.Test;

class ChecksTest {
  private static final short NEWEST = MetadataVersion.latestProduction().featureLevel();

  @Test
  void shouldBeContentWithABrokerOfToday() {
    assertThat(
            BrokerCheck.features(
                Map.of("metadata.version", NEWEST, "share.version", (short) 1),
                SourceKind.SHARE_GROUP,
                true))
        .allMatch(finding -> finding.verdict() == Finding.Verdict.OK);
  }

  @Test
  void shouldWantShareGroupsOnlyWhereWorkersUseThem() {
    Map<String, Short> features = Map.of("metadata.version", NEWEST);

    assertThat(verdicts(BrokerCheck.features(features, SourceKind.SHARE_GROUP, false)))
        .containsExactly(Finding.Verdict.OK, Finding.Verdict.FAULT);
    assertThat(verdicts(BrokerCheck.features(features, SourceKind.AUTO, true)))
        .containsExactly(Finding.Verdict.OK, Finding.Verdict.WARNING);
    assertThat(verdicts(BrokerCheck.features(features, SourceKind.AUTO, false)))
        .containsExactly(Finding.Verdict.OK, Finding.Verdict.OK);
  }

  @Test
  void shouldWarnOfAnOldBroker() {
    assertThat(BrokerCheck.features(Map.of(), SourceKind.CONSUMER_GROUP, false).get(0).verdict())
        .isEqualTo(Finding.Verdict.WARNING);
    short old = MetadataVersion.IBP_3_9_IV0.featureLevel();
    assertThat(
            BrokerCheck.features(Map.of("metadata.version", old), SourceKind.CONSUMER_GROUP, false)
                .get(0)
                .text())
        .contains("3.9");
  }

  /** A coordinator that looks too soon after its start leaves transactions open for good. */
  @Test
  void shouldWarnOfABrokerThatAbortsTransactionsBeforeItKnowsTheirLeaders() {
    String scan = "transaction.abort.timed.out.transaction.cleanup.interval.ms";

    assertThat(BrokerCheck.config(Map.of(scan, "1000"), 1, Set.of()))
        .singleElement()
        .matches(finding -> finding.verdict() == Finding.Verdict.WARNING)
        .matches(finding -> finding.text().contains(scan + " is [1000]"))
        .matches(finding -> finding.cure().contains("set it to 10000"));
    assertThat(verdicts(BrokerCheck.config(Map.of(scan, "10000"), 1, Set.of())))
        .containsExactly(Finding.Verdict.OK);
    assertThat(verdicts(BrokerCheck.config(Map.of(), 1, Set.of())))
        .containsExactly(Finding.Verdict.OK);
  }

  @Test
  void shouldFindATransactionLogThatCannotBeCreated() {
    Map<String, String> config = Map.of("transaction.state.log.replication.factor", "3");

    assertThat(BrokerCheck.config(config, 1, Set.of()))
        .singleElement()
        .matches(finding -> finding.verdict() == Finding.Verdict.FAULT)
        .matches(
            finding -> finding.cure().contains("transaction.state.log.replication.factor to 1"));
    assertThat(verdicts(BrokerCheck.config(config, 1, Set.of("__transaction_state"))))
        .containsExactly(Finding.Verdict.OK);
  }

  @Test
  void shouldFindTimeoutsThatTheBrokerRefuses() {
    assertThat(
            BrokerCheck.config(
                Map.of(
                    "transaction.max.timeout.ms", "20000", "group.min.session.timeout.ms", "15000"),
                1,
                Set.of()))
        .extracting(Finding::verdict)
        .containsExactly(Finding.Verdict.FAULT, Finding.Verdict.FAULT);
  }

  @Test
  void shouldSeeWhatTheBrokerForgetsOfAGroup() {
    Map<String, OffsetsCheck.Group> there =
        Map.of("q.ingest", new OffsetsCheck.Group(true, true, true));

    assertThat(verdicts(OffsetsCheck.of(Map.of(), there))).containsExactly(Finding.Verdict.OK);
    assertThat(OffsetsCheck.of(Map.of("offsets.retention.minutes", "60"), there))
        .singleElement()
        .matches(finding -> finding.verdict() == Finding.Verdict.WARNING)
        .matches(finding -> finding.text().contains("[60]"));
    assertThat(
            OffsetsCheck.of(
                Map.of(), Map.of("q.ingest", new OffsetsCheck.Group(false, true, true))))
        .singleElement()
        .matches(finding -> finding.verdict() == Finding.Verdict.OK)
        .matches(finding -> finding.text().contains("goes on by its own memory"));
    assertThat(
            OffsetsCheck.of(
                Map.of(), Map.of("q.ingest", new OffsetsCheck.Group(false, false, true))))
        .singleElement()
        .matches(finding -> finding.verdict() == Finding.Verdict.FAULT)
        .matches(finding -> finding.cure().contains("lost.position=end"));
  }

  @Test
  void shouldSayHowToMendATopic() {
    List<Finding> findings =
        TopicCheck.of(
            List.of(
                new TopicDrift("q.images.v1", "exists", "true", "false"),
                new TopicDrift("q.labels.v1", "retention.ms", "100", "1"),
                new TopicDrift("q.fc-heads.v1", "cleanup.policy", "compact", "delete"),
                new TopicDrift("q.mask-results.v1", "partitions", "8", "4"),
                new TopicDrift("q.fc-heads.v1", "partitions", "1", "4")),
            true);

    assertThat(verdicts(findings))
        .containsExactly(
            Finding.Verdict.WARNING,
            Finding.Verdict.WARNING,
            Finding.Verdict.FAULT,
            Finding.Verdict.FAULT,
            Finding.Verdict.FAULT);
    assertThat(findings.get(0).text()).contains("q.images.v1");
    assertThat(findings.get(1).cure())
        .contains("--entity-name q.labels.v1 --add-config retention.ms=100");
    assertThat(findings.get(3).cure()).contains("qahan topics grow --partitions 8");
    assertThat(findings.get(4).cure()).contains("partition 0");
  }

  @Test
  void shouldFindMissingTopicsGraveIfNobodyCreatesThem() {
    List<TopicDrift> drifts = List.of(new TopicDrift("q.images.v1", "exists", "true", "false"));

    assertThat(verdicts(TopicCheck.of(drifts, false))).containsExactly(Finding.Verdict.FAULT);
  }

  @Test
  void shouldNameTheServiceWhoseGroupIsEmpty() {
    List<Finding> findings =
        GroupCheck.members(
            Map.of("q.ingest", "ingest", "q.qubo-workers", "worker"),
            Map.of("q.ingest", GroupState.STABLE));

    assertThat(verdicts(findings)).containsExactly(Finding.Verdict.OK, Finding.Verdict.WARNING);
    assertThat(findings.get(1).cure()).contains("qahan worker");
  }

  @Test
  void shouldFindAShareGroupThatReadsWhatWasAborted() {
    List<Finding> findings =
        GroupCheck.shareGroup(
            "q.share",
            Map.of(
                "share.isolation.level", "read_uncommitted",
                "share.auto.offset.reset", "earliest"));

    assertThat(findings).singleElement().matches(f -> f.verdict() == Finding.Verdict.FAULT);
    assertThat(findings.get(0).text()).contains("[read_uncommitted]");
    assertThat(findings.get(0).cure()).contains("share.isolation.level=read_committed");
  }

  @Test
  void shouldWantOneThreadForOpenMp() {
    assertThat(NativeCheck.threads("1").verdict()).isEqualTo(Finding.Verdict.OK);
    assertThat(NativeCheck.threads("2").text()).contains("[2]");
    assertThat(NativeCheck.threads(null).text()).contains("[unset]");
  }

  @Test
  void shouldJudgeTheRoomThatIsLeft() {
    Path state = Path.of("state");

    assertThat(DiskCheck.room(state, 2L << 30).verdict()).isEqualTo(Finding.Verdict.OK);
    assertThat(DiskCheck.room(state, 500L << 20).verdict()).isEqualTo(Finding.Verdict.WARNING);
    assertThat(DiskCheck.room(state, 1L << 20).verdict()).isEqualTo(Finding.Verdict.FAULT);
  }

  @Test
  void shouldCountWhatItFound() {
    Diagnosis diagnosis =
        Diagnosis.of(
            List.of(
                Finding.ok("a", "fine"),
                Finding.warning("b", "so so", "try"),
                Finding.fault("c", "bad", "mend it")));

    assertThat(diagnosis.lines())
        .containsExactly(
            "ok        a           fine",
            "warning   b           so so",
            "                      -> try",
            "fault     c           bad",
            "                      -> mend it",
            "1 fault(s), 1 warning(s)");
  }

  private static List<Finding.Verdict> verdicts(List<Finding> findings) {
    return findings.stream().map(Finding::verdict).toList();
  }
}
