package io.qahan.deploy.operate.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.qahan.deploy.operate.lag.GroupLagRow;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import org.junit.jupiter.api.Test;

class FlowCheckTest {
  private static final Map<String, Map<String, Long>> NONE = Map.of();

  @Test
  void shouldBeContentWithASystemThatHasSeenNothing() {
    assertThat(FlowCheck.of(new FlowCheck.Flow(NONE, 0, 0, 0, 0, 0, 0, 0, 0, 0, "")))
        .allMatch(finding -> finding.verdict() == Finding.Verdict.OK);
  }

  @Test
  void shouldBeContentWithAHealthyStream() {
    FlowCheck.Flow flow =
        new FlowCheck.Flow(
            Map.of("images", Map.of("truncated", 3L)), 2000, 40, 40, 0, 7, 0, 2000, 1990, 10, "a");

    assertThat(FlowCheck.of(flow))
        .extracting(Finding::text)
        .containsExactly(
            "3 dead letters within the last hour",
            "40 of the last 2000 are degraded, head 7 serves",
            "1990 of the last 2000 were trained on");
  }

  @Test
  void shouldWarnOfDeadLettersThatPileUp() {
    FlowCheck.Flow flow =
        new FlowCheck.Flow(
            Map.of("images", Map.of("truncated", 20L, "undecodable", 80L)),
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            "");

    Finding finding = warning(flow, "letters");

    assertThat(finding.text())
        .contains("100 record(s) of [images]", "80 undecodable, 20 truncated");
    assertThat(finding.cure()).contains("qahan dlq list --topic images");
  }

  @Test
  void shouldWarnOfASingleRecordThatServicesRefuseEachOther() {
    FlowCheck.Flow flow =
        new FlowCheck.Flow(
            Map.of("mask-results", Map.of("wrong-shape", 1L)), 0, 0, 0, 0, 0, 0, 0, 0, 0, "");

    assertThat(warning(flow, "letters").text()).contains("[mask-results]", "1 wrong-shape");
  }

  @Test
  void shouldWarnOfImagesThatWereAnsweredTwice() {
    assertThat(
            warning(new FlowCheck.Flow(NONE, 1000, 0, 0, 0, 7, 3, 0, 0, 0, ""), "answers").text())
        .contains("3 of the last 1000");
  }

  @Test
  void shouldTellMissingWorkersFromLateOnes() {
    assertThat(
            warning(new FlowCheck.Flow(NONE, 1000, 300, 300, 0, 7, 0, 0, 0, 0, ""), "answers")
                .cure())
        .contains("see that workers run");
    assertThat(
            warning(new FlowCheck.Flow(NONE, 1000, 300, 10, 0, 7, 0, 0, 0, 0, ""), "answers")
                .cure())
        .contains("workers came too late");
  }

  @Test
  void shouldWarnOfAnUntrainedHeadThatServesWhileLabelsCome() {
    Finding finding =
        warning(new FlowCheck.Flow(NONE, 2000, 0, 0, 2000, 0, 0, 1500, 1500, 0, ""), "answers");

    assertThat(finding.text()).contains("head 0", "the last 1500 labels");
    assertThat(finding.cure()).contains("qahan training resume");
    assertThat(
            warning(new FlowCheck.Flow(NONE, 2000, 0, 0, 2000, 0, 0, 1500, 0, 0, ""), "answers")
                .cure())
        .contains("no label has become a training example");
  }

  @Test
  void shouldWarnOfLabelsWhoseImagesNobodyKnows() {
    Finding finding =
        warning(new FlowCheck.Flow(NONE, 200, 0, 0, 0, 3, 0, 200, 40, 150, "b-17"), "labels");

    assertThat(finding.text())
        .contains("160 of the last 200", "of 150 no image is known", "[b-17]");
    assertThat(finding.cure()).contains("topic.prefix");
  }

  @Test
  void shouldWarnOfLabelsThatNobodyTrainsOn() {
    Finding finding =
        warning(new FlowCheck.Flow(NONE, 200, 0, 0, 0, 3, 0, 200, 40, 0, ""), "labels");

    assertThat(finding.text()).contains("although their images were answered");
    assertThat(finding.cure()).contains("qahan lag");
  }

  @Test
  void shouldTellAGroupThatStandsStillFromOneThatCatchesUp() {
    List<GroupLagRow> before =
        List.of(row("still", 10, 500), row("slow", 10, 500), row("up", 9, 900));
    List<GroupLagRow> after =
        List.of(row("still", 10, 600), row("slow", 20, 600), row("up", 400, 700));

    assertThat(ProgressCheck.isBehind(before)).isTrue();
    assertThat(ProgressCheck.of(before, after, 5))
        .extracting(Finding::verdict)
        .containsExactly(Finding.Verdict.FAULT, Finding.Verdict.WARNING, Finding.Verdict.OK);
    assertThat(ProgressCheck.of(before, after, 5).get(0).text())
        .isEqualTo("[still] took nothing of [t] for 5 s, and 600 records wait");
  }

  @Test
  void shouldNotJudgeAPartialBatch() {
    List<GroupLagRow> rows = List.of(row("trainer", 10, 31), row("share", 0, null));

    assertThat(ProgressCheck.isBehind(rows)).isFalse();
    assertThat(ProgressCheck.of(rows, rows, 0))
        .singleElement()
        .matches(finding -> finding.verdict() == Finding.Verdict.OK);
  }

  @Test
  void shouldAskAServiceWhetherItIsReady() throws IOException {
    try (MockWebServer server = new MockWebServer()) {
      server.start();
      server.enqueue(new MockResponse.Builder().body("ready: head 3 serves").build());
      server.enqueue(new MockResponse.Builder().body("qahan_clock_offset 0.01").build());
      server.enqueue(new MockResponse.Builder().code(503).body("no broker answers").build());
      server.enqueue(new MockResponse.Builder().code(404).build());
      String url = server.url("/").toString();

      assertThat(ServiceCheck.of(url).get(0).text()).contains("is ready: ready: head 3 serves");
      Finding away = ServiceCheck.of(url).get(0);
      assertThat(away.verdict()).isEqualTo(Finding.Verdict.FAULT);
      assertThat(away.text()).contains("HTTP 503, no broker answers");
    }
  }

  @Test
  void shouldFindAServiceThatIsNotThere() {
    assertThat(ServiceCheck.of("http://127.0.0.1:1").get(0).text()).contains("nothing answers");
    assertThat(ServiceCheck.of("here").get(0).text()).contains("[here] is no URL");
  }

  private static GroupLagRow row(String group, long next, Integer lag) {
    return new GroupLagRow(
        group, "Consumer", "Stable", "t", 4, next, lag == null ? null : lag.longValue());
  }

  private static Finding warning(FlowCheck.Flow flow, String check) {
    List<Finding> findings =
        FlowCheck.of(flow).stream().filter(finding -> finding.check().equals(check)).toList();
    assertThat(findings).singleElement().matches(f -> f.verdict() == Finding.Verdict.WARNING);
    return findings.get(0);
  }

  @Test
  void shouldTellOfLabelsWhoseImagesNeverCame() {
    Finding finding =
        warning(
            new FlowCheck.Flow(
                Map.of("labels", Map.of("unknown-image", 3L, "undecodable", 5L)),
                200,
                0,
                0,
                0,
                3,
                0,
                200,
                198,
                2,
                "b-17"),
            "labels");
    assertThat(finding.text()).contains("3 label(s)", "their images never came");
    assertThat(finding.cure())
        .contains("qahan dlq list --topic labels", "trainer.join.retention.labels");
  }
}
