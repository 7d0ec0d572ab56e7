package io.qahan.worker;

import static io.qahan.worker.MaskRequests.CODECS;
import static io.qahan.worker.MaskRequests.NAMES;
import static io.qahan.worker.MaskRequests.NOW;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.testing.junit5.OpenTelemetryExtension;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import io.qahan.qubo.Solvers;
import io.qahan.qubo.kernel.Solution;
import io.qahan.qubo.mask.Mask;
import io.qahan.qubo.mask.MaskProblem;
import io.qahan.qubo.mask.MaskSolver;
import io.qahan.qubo.mask.SolveOptions;
import io.qahan.schemas.avro.MaskRequest;
import io.qahan.schemas.avro.MaskResult;
import io.qahan.schemas.avro.SolveOutcome;
import io.qahan.schemas.clock.BrokerClock;
import io.qahan.schemas.codec.Codec;
import io.qahan.schemas.codec.LittleEndian;
import io.qahan.schemas.codec.UndecodableRecordException;
import io.qahan.schemas.ops.Progress;
import io.qahan.schemas.topic.AnsweredRequest;
import io.qahan.schemas.topic.DeadLetter;
import io.qahan.schemas.topic.ImageId;
import io.qahan.schemas.topic.TopicLimits;
import io.qahan.schemas.topic.Topics;
import io.qahan.schemas.tracing.TraceHeaders;
import io.qahan.schemas.tracing.Tracing;
import io.qahan.worker.chain.ChainLimits;
import io.qahan.worker.chain.ChainMetrics;
import io.qahan.worker.chain.ChainedSolver;
import io.qahan.worker.chain.SolverChain;
import io.qahan.worker.source.InMemoryTaskSource;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.errors.InvalidSessionTimeoutException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class QuboWorkerTest {
  private static final byte[] ID = "img-1".getBytes(UTF_8);

  @RegisterExtension
  static final OpenTelemetryExtension COLLECTED = OpenTelemetryExtension.create();

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final InMemoryTaskSource source = new InMemoryTaskSource();
  private final CompletableFuture<Void> gate = new CompletableFuture<>();
  private MockProducer<byte[], byte[]> producer;
  private Codec<MaskRequest> reader = MaskRequests.CODEC;
  private QuboWorker worker;

  @AfterEach
  void close() {
    gate.complete(null);
    if (worker != null) {
      worker.close();
    }
  }

  @Test
  void shouldAnswerWithTheBestMaskItFound() throws Exception {
    start(true, ChainedSolver.onThisThread(Solvers.forMasks("exact")));

    source.offer(ID, request(MaskRequests.builder()));

    MaskResult result = results(1).get(0);
    assertThat(mask(result)).isEqualTo(Mask.of(4, 0, 3));
    assertThat(LittleEndian.floats(result.getKeptValues())).containsExactly(3, 2);
    assertThat(result.getShape()).containsExactly(4, 1);
    assertThat(result.getEnergy()).isLessThan(result.getGreedyEnergy());
    assertThat(result.getLowerBound()).isEqualTo(result.getEnergy());
    assertThat(result.getAttentionEnergy()).isEqualTo(25);
    assertThat(result.getSolver()).isEqualTo("exact");
    assertThat(result.getOutcome()).isEqualTo(SolveOutcome.SOLVED);
    assertThat(result.getQueuedMillis()).isEqualTo(30);
    assertThat(result.getConvVersion()).isEqualTo("conv-1");
    assertThat(result.getWorker()).isEqualTo("worker-1");
    assertThat(producer.history().get(0).key()).isEqualTo(ID);
  }

  @Test
  void shouldAnswerOnThePartitionThatTheRequestCameFrom() throws Exception {
    start(true, ChainedSolver.onThisThread(Solvers.forMasks("greedy")));

    source.offer(3, ID, request(MaskRequests.builder()));
    results(1);
    source.offer(1, ID, request(MaskRequests.builder()));
    results(2);

    assertThat(producer.history()).extracting(ProducerRecord::partition).containsExactly(3, 1);
  }

  @Test
  void shouldSayWhichRequestItAnswers() throws Exception {
    start(true, ChainedSolver.onThisThread(Solvers.forMasks("greedy")));

    source.offer(3, ID, request(MaskRequests.builder().setCreatedAt(NOW.minusMillis(30))));
    results(1);

    assertThat(AnsweredRequest.in(producer.history().get(0).headers()))
        .contains(new AnsweredRequest(3, NOW.minusMillis(30).toEpochMilli()));
  }

  @Test
  void shouldNameTheSpanOfTheSolveInTheAnswer() throws Exception {
    start(true, ChainedSolver.onThisThread(Solvers.forMasks("exact")));

    source.offer(ID, request(MaskRequests.builder()));
    results(1);

    SpanData span = COLLECTED.getSpans().get(0);
    assertThat(span.getName()).isEqualTo("solve mask");
    assertThat(span.getAttributes().asMap().values()).containsExactly("exact");
    assertThat(TraceHeaders.parentIn(producer.history().get(0).headers()))
        .startsWith("00-" + span.getTraceId() + "-" + span.getSpanId());
  }

  @Test
  void shouldSayInTheSpanThatKafkaDidNotGetTheAnswer() {
    start(false, ChainedSolver.onThisThread(Solvers.forMasks("greedy")));
    source.offer(ID, request(MaskRequests.builder()));
    await().until(() -> producer.history().size() == 1);
    assertThat(COLLECTED.getSpans()).isEmpty();

    producer.errorNext(new TimeoutException("no broker"));
    await().until(() -> producer.history().size() == 2);
    producer.completeNext();

    assertThat(COLLECTED.getSpans())
        .extracting(SpanData::getStatus)
        .extracting(StatusData::getStatusCode)
        .containsExactly(StatusCode.ERROR, StatusCode.UNSET);
    assertThat(COLLECTED.getSpans().get(0).getStatus().getDescription()).contains("no broker");
  }

  @Test
  void shouldAcknowledgeOnlyWhenKafkaHasTheAnswer() {
    start(false, ChainedSolver.onThisThread(Solvers.forMasks("greedy")));
    source.offer(ID, request(MaskRequests.builder()));
    await().until(() -> producer.history().size() == 1);
    assertThat(source.acknowledged()).isEmpty();

    producer.completeNext();

    assertThat(source.acknowledged()).containsExactly(0L);
  }

  @Test
  void shouldAnswerAgainWhenKafkaDidNotGetTheAnswer() {
    start(false, ChainedSolver.onThisThread(Solvers.forMasks("greedy")));
    source.offer(ID, request(MaskRequests.builder()));
    await().until(() -> producer.history().size() == 1);

    producer.errorNext(new TimeoutException("no broker"));

    await().until(() -> producer.history().size() == 2);
    assertThat(source.acknowledged()).isEmpty();
    producer.completeNext();
    assertThat(source.acknowledged()).containsExactly(0L);
  }

  @Test
  void shouldAnswerLaterWhenTheSchemaRegistryIsAway() throws Exception {
    AtomicBoolean away = new AtomicBoolean(true);
    reader =
        new Codec<>() {
          @Override
          public byte[] encode(MaskRequest value) {
            return MaskRequests.CODEC.encode(value);
          }

          @Override
          public MaskRequest decode(byte[] bytes) throws UndecodableRecordException {
            if (away.getAndSet(false)) {
              throw new DisconnectException("the registry is away");
            }
            return MaskRequests.CODEC.decode(bytes);
          }
        };
    start(true, ChainedSolver.onThisThread(Solvers.forMasks("greedy")));

    source.offer(ID, request(MaskRequests.builder()));

    assertThat(results(1)).hasSize(1);
    assertThat(source.rejected()).isEmpty();
  }

  @Test
  void shouldAnswerARedeliveredRequestWithTheSameMask() throws Exception {
    start(true, ChainedSolver.onThisThread(Solvers.forMasks("exact")));
    source.offer(ID, request(MaskRequests.builder()));
    source.offer(ID, request(MaskRequests.builder()));

    List<MaskResult> results = results(2);

    assertThat(results.get(0).getMask()).isEqualTo(results.get(1).getMask());
    assertThat(results.get(0).getEnergy()).isEqualTo(results.get(1).getEnergy());
  }

  @Test
  void shouldAnswerAnExpiredRequestWithItsGreedyMask() throws Exception {
    start(true, ChainedSolver.onThisThread(Solvers.forMasks("exact")));

    source.offer(ID, request(MaskRequests.builder().setDeadline(NOW.minusSeconds(1))));

    MaskResult result = results(1).get(0);
    assertThat(result.getOutcome()).isEqualTo(SolveOutcome.EXPIRED);
    assertThat(mask(result)).isEqualTo(Mask.of(4, 1, 3));
  }

  @Test
  void shouldDeadLetterBytesThatAreNoRequest() {
    shouldDeadLetter("undecodable", ID, new byte[] {1, 2, 3});
  }

  @Test
  void shouldDeadLetterARequestWithoutAKey() {
    shouldDeadLetter("bad-key", new byte[0], request(MaskRequests.builder()));
  }

  @Test
  void shouldDeadLetterAKeyThatIsLongerThanAnImageId() {
    shouldDeadLetter("bad-key", new byte[ImageId.MAX_BYTES + 1], request(MaskRequests.builder()));
  }

  @Test
  void shouldDeadLetterAKeyThatIsNoText() {
    shouldDeadLetter("bad-key", new byte[] {(byte) 0xff}, request(MaskRequests.builder()));
  }

  @Test
  void shouldDeadLetterARequestWhoseShapeIsNotItsBlocks() {
    shouldDeadLetter("bad-request", ID, request(MaskRequests.builder().setShape(List.of(5, 1))));
    assertThat(header(DeadLetter.MESSAGE)).contains("5");
  }

  @Test
  void shouldDeadLetterARequestWithoutColumns() {
    shouldDeadLetter("bad-request", ID, request(MaskRequests.builder().setShape(List.of(4))));
  }

  @Test
  void shouldDeadLetterARequestWithNotANumber() {
    ByteBuffer blocks = LittleEndian.floats(new float[] {1, Float.NaN, 3, 4});
    shouldDeadLetter("bad-request", ID, request(MaskRequests.builder().setBlocks(blocks)));
  }

  @Test
  void shouldDeadLetterARequestToKeepMoreThanThereIs() {
    shouldDeadLetter("bad-request", ID, request(MaskRequests.builder().setK(5)));
  }

  @Test
  void shouldDeadLetterARequestWhoseGreedyMaskIsTooLong() {
    ByteBuffer mask = ByteBuffer.wrap(new byte[2]);
    shouldDeadLetter("bad-request", ID, request(MaskRequests.builder().setGreedyMask(mask)));
  }

  @Test
  void shouldDeadLetterWhatWillNotBeDeliveredAgain() {
    start(true, ChainedSolver.onThisThread(Solvers.forMasks("greedy")));

    source.offerLast(ID, request(MaskRequests.builder()));

    await().until(() -> source.rejected().equals(List.of(0L)));
    assertThat(header(DeadLetter.CAUSE)).isEqualTo("delivery-limit");
  }

  @Test
  void shouldDeadLetterARequestWhoseAnswerIsTooLarge() {
    start(false, ChainedSolver.onThisThread(Solvers.forMasks("greedy")));
    source.offer(ID, request(MaskRequests.builder()));
    await().until(() -> producer.history().size() == 1);

    producer.errorNext(new RecordTooLargeException("4 MiB"));

    assertThat(producer.history()).hasSize(2);
    producer.completeNext();
    assertThat(source.rejected()).containsExactly(0L);
  }

  @Test
  void shouldGoOnAfterADeadLetter() throws Exception {
    start(true, ChainedSolver.onThisThread(Solvers.forMasks("greedy")));
    source.offer(ID, new byte[] {1, 2, 3});
    source.offer(ID, request(MaskRequests.builder()));

    assertThat(results(1)).hasSize(1);
  }

  @Test
  void shouldFinishWhatItTookBeforeItCloses() {
    start(
        true,
        ChainedSolver.onThisThread(
            new MaskSolver() {
              @Override
              public String name() {
                return "gated";
              }

              @Override
              public Solution<Mask> solve(MaskProblem problem, SolveOptions options) {
                gate.join();
                return Solvers.forMasks("greedy").solve(problem, options);
              }
            }));
    source.offer(ID, request(MaskRequests.builder()));
    await().until(() -> registry.get("qahan.worker.in.flight").gauge().value() == 1);
    CompletableFuture<Void> closing = CompletableFuture.runAsync(worker::close);
    assertThat(source.closed()).isFalse();

    gate.complete(null);

    assertThat(closing).succeedsWithin(Duration.ofSeconds(10));
    assertThat(source.acknowledged()).containsExactly(0L);
    assertThat(source.closed()).isTrue();
  }

  @Test
  void shouldGiveBackARequestThatNoSolverThreadGoesOnWith() throws Exception {
    AtomicBoolean refused = new AtomicBoolean();
    start(
        true,
        answersFromTheSecondTimeOn(),
        work -> {
          if (!refused.getAndSet(true)) {
            throw new RejectedExecutionException("shut down");
          }
          work.run();
        });

    source.offer(ID, request(MaskRequests.builder()));

    assertThat(results(1)).hasSize(1);
    assertThat(refused).isTrue();
    assertThat(source.rejected()).isEmpty();
  }

  private static ChainedSolver answersFromTheSecondTimeOn() {
    AtomicBoolean asked = new AtomicBoolean();
    return new ChainedSolver() {
      @Override
      public String name() {
        return "remote";
      }

      @Override
      public boolean remote() {
        return true;
      }

      @Override
      public Duration leastTime(MaskProblem problem) {
        return Duration.ZERO;
      }

      @Override
      public CompletableFuture<Solution<Mask>> solve(MaskProblem problem, SolveOptions options) {
        return asked.getAndSet(true)
            ? CompletableFuture.completedFuture(Solvers.forMasks("greedy").solve(problem, options))
            : new CompletableFuture<>(); // its time runs out
      }
    };
  }

  @Test
  void shouldTryAgainWhenTheBrokerIsAway() throws Exception {
    source.failNextPoll(new TimeoutException("no broker"));
    start(true, ChainedSolver.onThisThread(Solvers.forMasks("greedy")));
    source.offer(ID, request(MaskRequests.builder()));

    assertThat(results(1)).hasSize(1);
    assertThat(worker.health().ready()).isTrue();
  }

  @Test
  void shouldStopWhenTheBrokerRefusesWhatItAsksFor() {
    source.failNextPoll(new InvalidSessionTimeoutException("not within the range"));

    start(true, ChainedSolver.onThisThread(Solvers.forMasks("greedy")));

    await().until(() -> !worker.health().live());
    assertThat(worker.health().detail()).contains("not within the range");
  }

  @Test
  void shouldStopWhenItMayNotWriteAnswersAndLeaveTheRequestToOthers() {
    start(false, ChainedSolver.onThisThread(Solvers.forMasks("greedy")));
    source.offer(ID, request(MaskRequests.builder()));
    await().until(() -> producer.history().size() == 1);

    producer.errorNext(new TopicAuthorizationException(Set.of(NAMES.of(Topics.MASK_RESULTS))));

    await().until(source::closed);
    assertThat(worker.health().live()).isFalse();
    assertThat(worker.health().detail())
        .contains("[" + NAMES.of(Topics.MASK_RESULTS) + "]", "Not authorized", "WRITE");
    assertThat(producer.history()).hasSize(1);
    assertThat(source.settled()).isEmpty();
    assertThat(registry.get("qahan.worker.in.flight").gauge().value()).isZero();
  }

  @Test
  void shouldStopWhenItMayNotWriteDeadLetters() {
    start(false, ChainedSolver.onThisThread(Solvers.forMasks("greedy")));
    source.offer(ID, new byte[] {1, 2, 3});
    await().until(() -> producer.history().size() == 1);

    producer.errorNext(new KafkaException(new SaslAuthenticationException("password changed")));

    await().until(source::closed);
    assertThat(worker.health().live()).isFalse();
    assertThat(worker.health().detail()).contains(NAMES.deadLettersOf(Topics.MASK_REQUESTS));
    assertThat(source.settled()).isEmpty();
  }

  @Test
  void shouldTryAgainAfterAWriteThatAClosingProducerRefused() {
    start(false, ChainedSolver.onThisThread(Solvers.forMasks("greedy")));
    source.offer(ID, request(MaskRequests.builder()));
    await().until(() -> producer.history().size() == 1);

    producer.errorNext(new IllegalStateException("closed"));

    await().until(() -> producer.history().size() == 2);
    producer.completeNext();
    assertThat(source.acknowledged()).containsExactly(0L);
    assertThat(worker.health().live()).isTrue();
  }

  @Test
  void shouldMeasureWhatItDoes() throws Exception {
    start(true, ChainedSolver.onThisThread(Solvers.forMasks("exact")));
    source.offer(ID, request(MaskRequests.builder()));
    results(1);

    await().until(() -> registry.get("qahan.worker.in.flight").gauge().value() == 0);
    assertThat(registry.get("qahan.worker.results").tag("outcome", "solved").counter().count())
        .isEqualTo(1);
    assertThat(registry.get("qahan.worker.queued").timer().count()).isEqualTo(1);
    assertThat(registry.get("qahan.solver.latency").tag("solver", "exact").timer().count())
        .isEqualTo(1);
    assertThat(registry.get("qahan.solver.gain").summary().max()).isPositive();
    assertThat(registry.get("qahan.solver.gap").summary().max()).isZero();
  }

  private void shouldDeadLetter(String cause, byte[] key, byte[] value) {
    start(true, ChainedSolver.onThisThread(Solvers.forMasks("greedy")));

    source.offer(key, value);

    await().until(() -> source.rejected().equals(List.of(0L)));
    ProducerRecord<byte[], byte[]> letter = producer.history().get(0);
    assertThat(letter.topic()).isEqualTo(NAMES.deadLettersOf(Topics.MASK_REQUESTS));
    assertThat(letter.key()).isEqualTo(key);
    assertThat(letter.value()).isEqualTo(value);
    assertThat(header(DeadLetter.CAUSE)).isEqualTo(cause);
    assertThat(header(DeadLetter.OFFSET)).isEqualTo("0");
    assertThat(registry.get("qahan.dead.letters").tag("cause", cause).counter().count())
        .isEqualTo(1);
  }

  private String header(String name) {
    return new String(producer.history().get(0).headers().lastHeader(name).value(), UTF_8);
  }

  private void start(boolean autoComplete, ChainedSolver solver) {
    start(autoComplete, solver, Runnable::run);
  }

  private void start(boolean autoComplete, ChainedSolver solver, Executor goingOn) {
    producer =
        new MockProducer<>(
            autoComplete, null, new ByteArraySerializer(), new ByteArraySerializer());
    WorkerMetrics metrics = new WorkerMetrics(registry);
    InFlight inFlight = new InFlight();
    metrics.inFlight(inFlight::count);
    BrokerClock broker = new BrokerClock();
    broker.appended(0, 0, NOW.toEpochMilli());
    ChainLimits limits =
        new ChainLimits(
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            Duration.ofMillis(20),
            5,
            Duration.ofMinutes(1));
    AnswerOutbox outbox =
        new AnswerOutbox(
            producer,
            source,
            CODECS,
            NAMES,
            TopicLimits.ofCatalogue(NAMES),
            broker,
            () -> NOW,
            () -> 0,
            metrics,
            inFlight,
            Runnable::run);
    RequestServer server =
        new RequestServer(
            "worker-1",
            new RequestReader(reader),
            new SolverChain(
                List.of(solver),
                limits,
                () -> 0,
                goingOn,
                new ChainMetrics(registry),
                left -> left),
            outbox,
            metrics,
            Tracing.of(COLLECTED.getOpenTelemetry()),
            new RequestAges(broker),
            () -> 0);
    worker =
        new QuboWorker(
            source,
            server,
            outbox,
            Executors.newFixedThreadPool(2),
            inFlight,
            new Progress(Duration.ofMinutes(1), Duration.ofMinutes(10), System::nanoTime),
            Duration.ofSeconds(10));
    worker.start();
  }

  private static byte[] request(MaskRequest.Builder builder) {
    return MaskRequests.CODEC.encode(builder.build());
  }

  private List<MaskResult> results(int count) throws UndecodableRecordException {
    String topic = NAMES.of(Topics.MASK_RESULTS);
    await()
        .until(
            () ->
                producer.history().stream().filter(r -> r.topic().equals(topic)).count() >= count);
    List<MaskResult> results = new ArrayList<>();
    for (ProducerRecord<byte[], byte[]> record : producer.history()) {
      if (record.topic().equals(topic)) {
        results.add(CODECS.of(Topics.MASK_RESULTS).decode(record.value()));
      }
    }
    return results;
  }

  private static Mask mask(MaskResult result) {
    byte[] bits = new byte[result.getMask().remaining()];
    result.getMask().duplicate().get(bits);
    return Mask.fromBytes(bits, result.getShape().get(0));
  }
}
