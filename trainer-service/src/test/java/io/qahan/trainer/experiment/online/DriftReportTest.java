package io.qahan.trainer.experiment.online;

import static org.assertj.core.api.Assertions.assertThat;

import io.qahan.ingest.dataset.DatasetLocation;
import io.qahan.trainer.attention.Mechanism;
import io.qahan.trainer.settings.DriftAction;
import io.qahan.trainer.settings.DriftDetection;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DriftReportTest {
  private static OnlineResult result(
      DriftDetection detection, int order, int rightAfter, List<Long> drifts) {
    BitSet right = new BitSet();
    right.set(0, 200);
    right.set(400 - rightAfter, 400);
    return new OnlineResult(
        new OnlinePlan(
            Mechanism.QAHAM, 20, PlantedDrift.CLASSES, true, detection, DriftAction.NONE, order),
        400,
        right,
        drifts,
        10,
        3,
        2);
  }

  @Test
  void shouldPairStreamsOfOneOrderAndTellIntervals() {
    OnlineImages images = OnlineImages.of(new DatasetLocation.Sample().open(), 400, 1);
    String text =
        DriftReport.of(
                "sample",
                images,
                List.of(
                    result(DriftDetection.NONE, 0, 100, List.of()),
                    result(DriftDetection.ADWIN, 0, 110, List.of(150L, 212L)),
                    result(DriftDetection.NONE, 1, 100, List.of()),
                    result(DriftDetection.ADWIN, 1, 130, List.of(230L))),
                Optional.of(new HeadCeiling("", 400, 100, 90, 96)))
            .text();
    assertThat(text)
        .contains(
            "| classes permuted | none |  |  |  | 1.0000 | 0.0000 |  | 0.7143 |  | 6, 4 of 26 |")
        // 0 and 0 of 40 early; 10 and 30 more of 140 late.
        .contains(
            "| classes permuted | adwin | none | 30 (12 to 30) | 1 | 1.0000 | 0.0000 | +0.00 (+0.00"
                + " to +0.00) | 0.8571 | +14.29 (+10.19 to +18.38) | 6, 4 of 26 |")
        .contains("accuracy 0.9000 (0.8256 to 0.9448) after one pass, 0.9600 (0.9016 to 0.9843)");
  }
}
