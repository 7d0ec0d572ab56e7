package io.qahan.worker.chain;

import static org.assertj.core.api.Assertions.assertThat;

import io.qahan.dwave.chip.AnnealerRanges;
import io.qahan.dwave.chip.Chip;
import io.qahan.dwave.chip.CliqueSampler;
import io.qahan.dwave.chip.CliqueSamplerOptions;
import io.qahan.dwave.chip.PhysicalRead;
import io.qahan.dwave.chip.PhysicalSampler;
import io.qahan.dwave.clique.CliqueEmbeddings;
import io.qahan.dwave.graph.Topology;
import io.qahan.dwave.sampler.QpuModels;
import io.qahan.qubo.model.BinaryQuadraticModel;
import io.qahan.qubo.model.BqmBuilder;
import io.qahan.qubo.model.Vartype;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Masks on their way into a problem, on a chip that answers when the test says so. */
class MaskGroupsTest {
  private static final int BLOCKS = 6;
  private static final int MOST = 3;

  private final List<PhysicalSampler.Run> sent = new ArrayList<>();
  private final List<CompletableFuture<List<PhysicalRead>>> answers = new ArrayList<>();
  private final Queue<Runnable> lingering = new ArrayDeque<>();
  private final Queue<Runnable> background = new ArrayDeque<>();
  private boolean place = true;

  private final MaskGroups groups =
      new MaskGroups(
          new QpuModels(
              new Chip("test", "1", Topology.parse("zephyr:3").fullYield(), AnnealerRanges.ZEPHYR),
              CliqueEmbeddings.inMemory(),
              (run, within) -> {
                sent.add(run);
                answers.add(new CompletableFuture<>());
                return answers.get(answers.size() - 1);
              },
              CliqueSamplerOptions.defaults(1),
              System::nanoTime),
          MOST,
          () -> place,
          lingering::add,
          background::add);

  private CompletableFuture<QpuModels.Answer> solve(int seed) {
    BqmBuilder model = BinaryQuadraticModel.builder(Vartype.BINARY, BLOCKS);
    for (int v = 0; v < BLOCKS; v++) {
      model.addLinear(v, v < seed ? -1 : 1);
    }
    return groups.solve(
        new CliqueSampler.Wanted(model.build(), Optional.empty()), () -> Duration.ofMinutes(1));
  }

  /** Qubits in proportion to the masks: each has as many chains. */
  private int masksIn(int problem) {
    return Math.round(
        (float) sent.get(problem).problem().activeQubits() / sent.get(0).problem().activeQubits());
  }

  private void knowTheRoom() {
    CompletableFuture<QpuModels.Answer> alone = solve(1);
    background.remove().run();
    assertThat(sent).hasSize(1);
    alone.cancel(true);
  }

  @Test
  void shouldSendMasksAloneUntilItKnowsHowManyThereIsRoomFor() {
    solve(1);
    solve(2);

    assertThat(sent).hasSize(2);
    assertThat(lingering).isEmpty();
    assertThat(background).hasSize(1);
  }

  @Test
  void shouldSendAsManyAsAreAllowedAtOnceAndTheOthersAfterALittleWhile() {
    knowTheRoom();
    for (int i = 0; i < MOST + 1; i++) {
      solve(i);
    }
    assertThat(sent).hasSize(2);
    assertThat(masksIn(1)).isEqualTo(MOST);

    lingering.remove().run(); // of the group that has gone off
    assertThat(sent).hasSize(2);
    lingering.remove().run();

    assertThat(sent).hasSize(3);
    assertThat(masksIn(2)).isEqualTo(1);
  }

  @Test
  void shouldTakeInMoreMasksWhileThereIsNoPlaceForAProblem() {
    knowTheRoom();
    place = false;
    solve(1);
    lingering.remove().run();
    assertThat(sent).hasSize(1);
    solve(2);
    place = true;

    lingering.remove().run();

    assertThat(sent).hasSize(2);
    assertThat(masksIn(1)).isEqualTo(2);
    assertThat(lingering).isEmpty();
  }

  @Test
  void shouldStopWaitingForAPlaceWhenNobodyWaitsForTheMasks() {
    knowTheRoom();
    place = false;
    CompletableFuture<QpuModels.Answer> left = solve(1);
    left.cancel(true);

    lingering.remove().run();

    assertThat(lingering).isEmpty();
    assertThat(sent).hasSize(1);
  }

  @Test
  void shouldCancelAProblemOnlyWhenNobodyWaitsForAnyOfItsMasks() {
    knowTheRoom();
    List<CompletableFuture<QpuModels.Answer>> masks = List.of(solve(1), solve(2), solve(3));
    masks.get(0).cancel(true);
    masks.get(1).cancel(true);
    assertThat(answers.get(1)).isNotDone();

    masks.get(2).cancel(true);

    assertThat(answers.get(1)).isCancelled();
  }
}
