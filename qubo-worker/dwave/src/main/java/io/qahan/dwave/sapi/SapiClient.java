package io.qahan.dwave.sapi;

import com.fasterxml.jackson.databind.JsonNode;
import io.qahan.dwave.config.DWaveConfig;
import io.qahan.dwave.config.SapiEndpoint;
import io.qahan.dwave.http.PermanentSapiException;
import io.qahan.dwave.http.RegionDirectory;
import io.qahan.dwave.http.SapiTransport;
import io.qahan.dwave.http.TransientSapiException;
import io.qahan.dwave.sample.BinaryReference;
import io.qahan.dwave.sample.MalformedAnswerException;
import io.qahan.dwave.solver.SolverDefinition;
import io.qahan.dwave.solver.SolverQuery;
import io.qahan.dwave.upload.MultipartUpload;
import io.qahan.dwave.upload.UploadSource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import okhttp3.HttpUrl;

/**
 * A client of D-Wave's Solver API. Make one and share it: hundreds of problems in flight take one
 * connection pool and fewer than twenty threads. Thread safe.
 *
 * <p>Nothing blocks; every future completes, at the latest when the client is closed, and if not
 * with its result then with a {@link io.qahan.dwave.http.SapiException}. A problem is never
 * submitted again while SAPI may have it. Closing does not cancel what runs at SAPI: it can be
 * found again by its label. What was cancelled before gets two seconds to reach SAPI.
 */
public final class SapiClient implements AutoCloseable {
  private final DWaveConfig config;
  private final ScheduledThreadPoolExecutor timer;
  private final SapiTransport transport;
  private final ProblemCalls calls;
  private final SolverCatalogue catalogue;
  private final ProblemLifecycle lifecycle;
  private final MultipartUpload uploads;

  private SapiClient(DWaveConfig config, SapiEndpoint endpoint, ClientParts parts) {
    this.config = config;
    this.timer = new ScheduledThreadPoolExecutor(1, SapiClient::timerThread);
    timer.setRemoveOnCancelPolicy(true);
    timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    this.transport =
        new SapiTransport(parts.http(), config, endpoint, parts.clock(), parts.random(), timer);
    this.calls = new ProblemCalls(transport);
    this.catalogue =
        new SolverCatalogue(
            transport,
            new DocumentCache(
                transport,
                parts.clock(),
                config.cache(),
                config.cacheHome().map(home -> new DocumentFiles(home, config.token().secret()))));
    this.lifecycle = new ProblemLifecycle(config, transport, calls, parts.nanoClock(), timer);
    this.uploads = new MultipartUpload(transport);
  }

  private static Thread timerThread(Runnable work) {
    Thread thread = new Thread(work, "sapi-timer");
    thread.setDaemon(true);
    return thread;
  }

  /** A client of the endpoint that the configuration says; a region is looked up first. */
  public static SapiClient open(DWaveConfig config) {
    ClientParts parts = ClientParts.standard();
    SapiEndpoint endpoint =
        SapiEndpoint.resolve(config.endpoint(), new RegionDirectory(parts.http(), config.http()));
    return open(config, endpoint, parts);
  }

  /** A client of a given endpoint. */
  public static SapiClient open(DWaveConfig config, SapiEndpoint endpoint, ClientParts parts) {
    return new SapiClient(config, endpoint, parts);
  }

  /** The solvers that match, the best first; perhaps none. */
  public CompletableFuture<List<SolverDefinition>> solvers(SolverQuery query) {
    return catalogue.find(query, false);
  }

  /**
   * The best solver that matches, SAPI being asked even if what is kept is young: after a solver
   * went offline or a problem did not fit it any more.
   */
  public CompletableFuture<SolverDefinition> freshSolver(SolverQuery query) {
    return catalogue.best(query, true);
  }

  /** The best solver that matches. */
  public CompletableFuture<SolverDefinition> solver(SolverQuery query) {
    return catalogue.best(query, false);
  }

  /** The best solver that the configuration asks for. */
  public CompletableFuture<SolverDefinition> solver() {
    return solver(config.solver());
  }

  /**
   * Why a request that is being repeated, or was given up, got no answer; empty once the same
   * request got one. For whoever stops waiting before the repetitions end.
   */
  public Optional<TransientSapiException> trouble() {
    return transport.trouble();
  }

  /** Submits a problem. */
  public SubmittedProblem submit(Job job) {
    return submitAll(List.of(job)).get(0);
  }

  /** Submits problems, in as few requests as may be. */
  public List<SubmittedProblem> submitAll(List<Job> jobs) {
    List<TrackedProblem> problems =
        jobs.stream().map(job -> new TrackedProblem(job, transport::printable)).toList();
    problems.forEach(lifecycle::track);
    lifecycle.submit(problems);
    return new ArrayList<>(problems);
  }

  /**
   * Takes up a problem that may have been submitted before, by this process or one that died: it is
   * looked up by its label, and submitted only if it is absent.
   */
  public SubmittedProblem findOrSubmit(Job job) {
    TrackedProblem problem = new TrackedProblem(job, transport::printable);
    lifecycle.track(problem);
    lifecycle.findOrSubmit(problem);
    return problem;
  }

  /** The newest problem with exactly this label, if SAPI has one. */
  public CompletableFuture<Optional<ProblemStatus>> find(String label) {
    return calls.find(label);
  }

  /**
   * Waits for a problem that SAPI has already. Its energies lack the offset of the job, which only
   * its submitter knows, unless the answer has one.
   */
  public SubmittedProblem follow(ProblemStatus known) {
    TrackedProblem problem = new TrackedProblem(known, transport::printable);
    lifecycle.track(problem);
    lifecycle.accepted(problem, known);
    return problem;
  }

  /**
   * Streams the answer of a problem into a file, if it is of the format {@code binary-ref}: one
   * that is kept apart, as nonlinear solvers have it. Anything else that SAPI has is an answer that
   * {@link #follow} decodes.
   *
   * @param id of a problem that is completed
   */
  public CompletableFuture<Path> downloadAnswer(String id, Path file) {
    return calls.load(id).thenCompose(status -> transport.download(binaryUrl(status), file));
  }

  private HttpUrl binaryUrl(ProblemStatus status) {
    try {
      return HttpUrl.get(BinaryReference.of(status.answer()).url());
    } catch (MalformedAnswerException e) {
      throw new PermanentSapiException(
          "The problem [%s], which is [%s], has no answer to download: %s"
              .formatted(
                  transport.printable(status.id()),
                  status.state(),
                  transport.printable(e.getMessage())));
    }
  }

  /**
   * Cancels problems by their ids: as far as SAPI can, for one in progress may complete all the
   * same and one that is finished stays so. The future has an item for each id, in order: a status,
   * or {@code error_code} and {@code error_msg}.
   */
  public CompletableFuture<JsonNode> cancel(List<String> ids) {
    return calls.cancel(ids);
  }

  /**
   * Uploads a problem in parts; the future has the id to submit it by. To be able to go on after a
   * failure, use {@link #beginUpload} and {@link #resumeUpload}.
   */
  public CompletableFuture<String> upload(UploadSource source) {
    return uploads.upload(source);
  }

  /** Announces a problem of so many bytes; the future has its id. */
  public CompletableFuture<String> beginUpload(long bytes) {
    return uploads.begin(bytes);
  }

  /** Sends the parts that are not there yet: all, or what is left of an upload that broke off. */
  public CompletableFuture<String> resumeUpload(String id, UploadSource source) {
    return uploads.resume(id, source);
  }

  /** Fails what is open, cancels the requests, and frees threads and connections. */
  @Override
  public void close() {
    lifecycle.close();
    transport.close();
    uploads.close();
    timer.shutdownNow(); // last: what waits for it has failed by now
  }
}
