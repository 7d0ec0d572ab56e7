package io.qahan.deploy.prove;

import io.qahan.deploy.cli.CommandFailedException;
import io.qahan.deploy.cli.SettingsOptions;
import io.qahan.deploy.cluster.BrokerDirectory;
import io.qahan.deploy.pipeline.send.ImageIds;
import io.qahan.deploy.pipeline.send.ImageStream;
import io.qahan.deploy.pipeline.send.LabelTiming;
import io.qahan.deploy.pipeline.send.RecordSender;
import io.qahan.deploy.pipeline.send.RunId;
import io.qahan.deploy.pipeline.send.ShuffledImages;
import io.qahan.deploy.pipeline.send.StreamPlan;
import io.qahan.deploy.process.ClusterShape;
import io.qahan.deploy.process.ProcessCluster;
import io.qahan.deploy.prove.ledger.AnswerLog;
import io.qahan.deploy.prove.ledger.Breach;
import io.qahan.deploy.prove.ledger.Judgement;
import io.qahan.deploy.prove.ledger.Ledger;
import io.qahan.deploy.prove.ledger.LedgerReader;
import io.qahan.ingest.dataset.Dataset;
import io.qahan.schemas.codec.Codecs;
import io.qahan.schemas.settings.Settings;
import io.qahan.schemas.topic.TopicNames;
import io.qahan.schemas.topic.Topics;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** One run: a stream through a cluster that is broken meanwhile, and the books of it. */
final class ProveRun {
  private static final Duration LOOK = Duration.ofMillis(100);

  /** What does not start within that time will not. */
  private static final Duration STARTS = Duration.ofMinutes(15);

  private static final Duration JUDGE = Duration.ofSeconds(2);

  /** The sender waits longer for brokers than they are ever away. */
  private static final String OUTLASTS = Long.toString(Duration.ofMinutes(15).toMillis());

  /** How often the processes are measured after the first time. */
  private static final int MEASURED = 10;

  /** Corrections follow the label that they correct by so many times its delay. */
  private static final int LATER = 2;

  private final Plan plan;
  private final Consumer<String> told;
  private final WrongClock clock = new WrongClock();
  private final List<Span> spans = new ArrayList<>();
  private volatile int begun; // faults
  private final List<Footprint> footprints = new CopyOnWriteArrayList<>();

  /**
   * What is to be run.
   *
   * @param mainClass of the command line
   * @param settings of all services
   * @param seed of the order of the images; the faults are drawn
   * @param correct the labels of one image of so many are corrected; 0: none
   * @param maxOutstanding images under way
   * @param patience for how long nothing may happen before what is missing counts as lost
   * @param directory for everything that the processes keep; closed at the end
   */
  record Plan(
      String mainClass,
      Settings settings,
      ClusterShape shape,
      Dataset dataset,
      long seed,
      StreamPlan stream,
      int correct,
      int maxOutstanding,
      List<Fault> faults,
      Duration patience,
      BrokerDirectory directory) {}

  private record Span(Fault fault, long begin, long end) {}

  /**
   * @param told of what happens, a line each
   */
  ProveRun(Plan plan, Consumer<String> told) {
    this.plan = plan;
    this.told = told;
  }

  ProveResult run() throws IOException, InterruptedException {
    try (ProcessCluster cluster =
            ProcessCluster.start(
                new ProcessCluster.Plan(
                    plan.mainClass(),
                    plan.settings(),
                    plan.shape(),
                    ProcessCluster.OwnSettings.NONE,
                    plan.directory(),
                    true));
        Supervisor supervisor = new Supervisor(cluster)) {
      Settings settings = cluster.settings();
      Ledger ledger = new Ledger(settings);
      try (LedgerReader reader = LedgerReader.follow(settings, ledger);
          RecordSender sender = RecordSender.to(patient(settings))) {
        ImageIds ids = new ImageIds(RunId.of(clock.now()));
        Corrections corrections = corrections(settings, ids, sender);
        Instant began = clock.now();
        FutureTask<Void> sending = stream(settings, ids, sender, corrections, ledger);
        Thread thread = new Thread(sending, "stream");
        thread.start();
        Thread measuring = new Thread(() -> measure(cluster, corrections, sending), "footprints");
        measuring.start();
        try {
          breakThings(new FaultInjector(cluster, supervisor, clock), corrections, sending);
          sending.get();
        } catch (ExecutionException e) {
          throw new CommandFailedException("The stream broke off: " + e.getCause().getMessage(), e);
        } finally {
          sending.cancel(true);
          thread.join();
          measuring.join();
        }
        settle(cluster, ledger, reader);
        return result(began, corrections.sent(), sender.acknowledged(), supervisor, ledger);
      }
    }
  }

  private static Settings patient(Settings settings) {
    return settings.with(
        SettingsOptions.known(),
        Map.of(
            Settings.KAFKA + "delivery.timeout.ms", OUTLASTS,
            Settings.KAFKA + "max.block.ms", OUTLASTS));
  }

  private Corrections corrections(Settings settings, ImageIds ids, RecordSender sender) {
    return new Corrections(
        plan.stream().labels() instanceof LabelTiming.None ? 0 : plan.correct(),
        imagesLater(),
        plan.dataset().classes(),
        ids,
        TopicNames.from(settings).of(Topics.LABELS),
        Codecs.from(settings).of(Topics.LABELS),
        sender,
        () -> clock.written(clock.now()));
  }

  /** A correction comes after the label. */
  private int imagesLater() {
    double delay =
        plan.stream().labels() instanceof LabelTiming.After after
            ? after.delay().toMillis() / 1e3
            : 1;
    return 1 + (int) Math.ceil(LATER * Math.max(0.5, delay) * plan.stream().imagesPerSecond());
  }

  private FutureTask<Void> stream(
      Settings settings,
      ImageIds ids,
      RecordSender sender,
      Corrections corrections,
      Ledger ledger) {
    ImageStream stream =
        new ImageStream(
            new ShuffledImages(plan.dataset().train(), plan.seed()),
            plan.dataset().shape(),
            plan.stream(),
            ids,
            new ImageStream.Route(Codecs.from(settings), TopicNames.from(settings), sender, clock),
            corrections);
    Callable<Void> sending =
        () -> {
          stream.run(
              () ->
                  corrections.sent() - ledger.ended() < plan.maxOutstanding()
                      && corrections.sent() < dueAt(begun + 2));
          return null;
        };
    return new FutureTask<>(sending);
  }

  /** At the first image, at the last, and evenly between. */
  private void measure(ProcessCluster cluster, Corrections sent, FutureTask<?> sending) {
    try {
      for (int i = 0; i <= MEASURED; i++) {
        long due = Math.max(1, (long) plan.stream().images() * i / MEASURED);
        while (sent.sent() < due && !sending.isDone()) {
          TimeUnit.NANOSECONDS.sleep(LOOK.toNanos());
        }
        if (sent.sent() < due) {
          return; // it broke off
        }
        footprints.add(Footprint.of(sent.sent(), cluster.processes()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** How many images are sent before a fault, counted from 1. */
  private long dueAt(int fault) {
    return (long) plan.stream().images() * fault / (plan.faults().size() + 1);
  }

  /**
   * The faults come evenly among the images, whatever time these take; nor does the stream run away
   * from them.
   */
  private void breakThings(FaultInjector injector, Corrections sent, FutureTask<?> sending)
      throws IOException, InterruptedException {
    int count = plan.faults().size();
    for (Fault fault : plan.faults()) {
      while (sent.sent() < dueAt(fault.number()) && !sending.isDone()) {
        TimeUnit.NANOSECONDS.sleep(LOOK.toNanos());
      }
      if (sending.isDone()) {
        return; // it broke off
      }
      begun = fault.number();
      told.accept(
          String.format(
              Locale.ROOT,
              "%,d of %,d images sent; fault %d of %d: %s",
              sent.sent(),
              plan.stream().images(),
              fault.number(),
              count,
              fault.text()));
      long begin = clock.now().toEpochMilli();
      injector.inflict(fault);
      spans.add(new Span(fault, begin, clock.now().toEpochMilli()));
    }
  }

  /**
   * Waits until everything is accounted for, or nothing happens any more although every service is
   * ready, as one may take a while to start again.
   */
  private void settle(ProcessCluster cluster, Ledger ledger, LedgerReader reader)
      throws InterruptedException {
    told.accept("all images sent and all faults over; waiting for what is under way");
    long records = -1;
    long began = System.nanoTime();
    long quietSince = began;
    while (!isSettled(ledger)) {
      reader.check();
      boolean starting =
          !cluster.areServicesReady() && System.nanoTime() - began < STARTS.toNanos();
      if (ledger.records() != records || starting) {
        records = ledger.records();
        quietSince = System.nanoTime();
      } else if (System.nanoTime() - quietSince > plan.patience().toNanos()) {
        return;
      }
      TimeUnit.NANOSECONDS.sleep(JUDGE.toNanos());
    }
  }

  private boolean isSettled(Ledger ledger) {
    Judgement verdict = ledger.verdict(Long.MAX_VALUE);
    return verdict.isKept()
        && verdict.training().underWay() == 0
        && ledger.ended() >= (long) plan.stream().images() + plan.stream().corrupt();
  }

  private ProveResult result(
      Instant began, int sent, long acknowledged, Supervisor supervisor, Ledger ledger) {
    Judgement verdict = ledger.verdict(Long.MAX_VALUE);
    AnswerLog answers = ledger.answers();
    List<ProveResult.Outcome> outcomes = new ArrayList<>();
    for (Span span : spans) {
      long recovered = Math.max(span.end(), answers.allSeenOf(span.end()));
      outcomes.add(
          new ProveResult.Outcome(
              span.fault().number(),
              span.fault().kind(),
              span.fault().text(),
              (span.begin() - began.toEpochMilli()) / 1e3,
              (span.end() - span.begin()) / 1e3,
              (recovered - span.end()) / 1e3,
              answers.longestSilence(span.begin(), recovered) / 1e3));
    }
    return new ProveResult(
        clusterText(),
        plan.seed(),
        plan.stream().images(),
        plan.stream().imagesPerSecond(),
        sent,
        plan.stream().corrupt(),
        acknowledged,
        Duration.between(began, clock.now()).toMillis() / 1e3,
        outcomes,
        supervisor.ended(),
        List.copyOf(footprints),
        withUnkept(verdict, acknowledged));
  }

  /** What brokers acknowledged, they must have. */
  private Judgement withUnkept(Judgement verdict, long acknowledged) {
    long kept = verdict.images().accepted() + verdict.training().labels();
    if (acknowledged <= kept) {
      return verdict;
    }
    List<Breach> breaches = new ArrayList<>(verdict.breaches());
    breaches.add(
        new Breach(
            Breach.Promise.LOST,
            "images and labels",
            String.format(
                Locale.ROOT, "brokers acknowledged %d, and have %d", acknowledged, kept)));
    return verdict.with(breaches);
  }

  private String clusterText() {
    ClusterShape shape = plan.shape();
    return String.format(
        Locale.ROOT,
        "%d broker(s), %d copies of each record, %d ingest, %d worker(s), %d trainer(s), %d"
            + " partitions",
        shape.brokers(),
        shape.copies(),
        shape.ingest(),
        shape.workers(),
        shape.trainers(),
        shape.partitions());
  }
}
