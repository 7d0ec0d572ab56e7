package io.qahan.deploy.prove;

import static org.assertj.core.api.Assertions.assertThat;

import io.qahan.deploy.prove.ledger.Breach;
import io.qahan.deploy.prove.ledger.Breach.Promise;
import io.qahan.deploy.prove.ledger.Judgement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ProveReportTest {
  private static Judgement verdict(List<Breach> breaches) {
    return new Judgement(
        new Judgement.Images(600, 595, 5, 0, 12, 3, 4, 1, 250),
        new TreeMap<>(Map.of("images: not-an-image", 5L)),
        new Judgement.Training(700, 590, 710, 120, 710, 33, 0),
        new Judgement.Heads(7, 7, 6),
        5_000,
        0,
        breaches);
  }

  private static ProveResult result(Judgement verdict) {
    return new ProveResult(
        "1 broker(s)",
        19,
        600,
        50,
        600,
        5,
        1_300,
        31.5,
        List.of(
            new ProveResult.Outcome(1, FaultKind.KILL, "ingest-1 killed", 3, 2, 8.5, 11),
            new ProveResult.Outcome(2, FaultKind.KILL, "worker-1 killed", 9, 1, 0.5, 0.4)),
        List.of("trainer-1 ended"),
        List.of(
            new Footprint(
                1, 7, new TreeMap<>(Map.of("ingest-1", new Footprint.Use(400, 55.5, null, 80))))),
        verdict);
  }

  @Test
  void shouldSayThatEveryPromiseWasKept() {
    assertThat(ProveReport.lines(verdict(List.of())))
        .contains(
            "images: 600 accepted, 595 answered, 5 dead letters, 0 under way; 0 lost, 0 twice",
            "answers: 12 degraded, 3 late by their own word, 4 seen later than the deadline (1 of"
                + " them said to be in time; the latest by 250 ms)",
            "dead letters of images: not-an-image: 5")
        .endsWith("Every promise was kept.");
  }

  @Test
  void shouldNameWhatWasBrokenButNotAllOfMuch() {
    List<Breach> breaches = new ArrayList<>();
    for (int i = 0; i < 25; i++) {
      breaches.add(new Breach(Promise.LOST, "image-" + i, "gone"));
    }

    List<String> lines = ProveReport.lines(verdict(breaches));

    assertThat(lines)
        .contains("BROKEN, lost: image-0: gone", "and 5 more")
        .doesNotContain("BROKEN, lost: image-20: gone")
        .endsWith("25 times a promise was broken.");
    assertThat(lines.get(0)).contains("25 lost");
  }

  @Test
  void shouldMakeTablesWithAsManyCellsAsHeadings() {
    List<String> page =
        ProveReport.markdown(result(verdict(List.of())), "qahan prove").lines().toList();

    assertThat(page.get(0)).isEqualTo("# Proof: 2 faults over 600 images");
    assertThat(page)
        .contains(
            "`qahan prove`",
            "| kill | 2 | 8.5 | 8.5 | 11.0 | 11.0 |",
            "| 1 | 3 | ingest-1 killed | 8.5 | 11.0 |",
            "| 1 | 400 / 56 / – / 80 | 7 |");
    int cells = 0;
    for (String line : page) {
      if (line.startsWith("|")) {
        int found = line.split("\\|", -1).length;
        assertThat(found).as(line).isEqualTo(cells == 0 ? found : cells);
        cells = found;
      } else {
        cells = 0;
      }
    }
  }
}
