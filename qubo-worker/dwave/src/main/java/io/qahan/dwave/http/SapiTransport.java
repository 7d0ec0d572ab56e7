package io.qahan.dwave.http;

import dev.failsafe.Failsafe;
import io.qahan.dwave.config.DWaveConfig;
import io.qahan.dwave.config.SapiEndpoint;
import io.qahan.dwave.config.Secrets;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Response;

/**
 * Sends requests to one SAPI endpoint, each with the token, an end in time, and the repetitions it
 * allows. Thread safe.
 *
 * <p>Futures complete exceptionally with a {@link SapiException} only; cancelling one cancels its
 * request.
 */
public final class SapiTransport implements AutoCloseable {
  private static final int NOT_MODIFIED = 304;
  private static final String USER_AGENT =
      "qahan-sapi/%s java/%s %s/%s"
          .formatted(
              version(),
              System.getProperty("java.version"),
              System.getProperty("os.name").replace(' ', '_'),
              System.getProperty("os.arch"));

  private final HttpUrl base;
  private final OkHttpClient http;
  private final boolean closesConnections;
  private final RepetitionRules rules;
  private final InstantSource clock;
  private final ScheduledExecutorService timer;
  private final Secrets secrets;
  private final Deprecations deprecations;
  private final AtomicReference<Trouble> trouble = new AtomicReference<>();
  private final Set<Runnable> open = ConcurrentHashMap.newKeySet();
  private volatile boolean isClosed;

  /**
   * Prepares to talk to an endpoint.
   *
   * @param base settings of an OkHttp client to start from; its threads and connections are not
   *     shared
   * @param timer waits between repetitions; stays the caller's
   */
  public SapiTransport(
      OkHttpClient base,
      DWaveConfig config,
      SapiEndpoint endpoint,
      InstantSource clock,
      RandomGenerator random,
      ScheduledExecutorService timer) {
    this.base = HttpUrl.get(endpoint.sapi());
    this.http = OkHttpSetup.client(base, config, this.base);
    this.closesConnections = config.http().connectionClose();
    this.rules = new RepetitionRules(config.retries(), random);
    this.secrets = config.secrets();
    this.deprecations = new Deprecations(secrets);
    this.clock = clock;
    this.timer = timer;
  }

  /** A request that got no answer that is of use, though the next may. */
  private record Trouble(String request, TransientSapiException failure) {}

  /** The address of a path below the endpoint, without its leading slash. */
  public HttpUrl.Builder url(String path) {
    return base.newBuilder().addEncodedPathSegments(path);
  }

  /**
   * Sends a request, again if it allows that and there is hope.
   *
   * @param reader makes the result of an answer; runs on a thread that others wait for
   */
  public <T> CompletableFuture<T> send(SapiRequest request, Function<SapiResponse, T> reader) {
    return failingOnClose(
        start(
            request,
            response ->
                reader.apply(
                    new SapiResponse(
                        response.code(), response.headers(), response.body().byteString()))));
  }

  private <T> CompletableFuture<T> failingOnClose(CompletableFuture<T> answer) {
    Runnable abort = () -> answer.completeExceptionally(closed());
    open.add(abort);
    var unused = answer.whenComplete((result, failure) -> open.remove(abort));
    if (isClosed) {
      abort.run();
    }
    return answer;
  }

  /**
   * Streams what an address has into a file, over one that is there. The token goes along only if
   * the address is of the endpoint's host. What breaks off is begun again, and no part of it is
   * left behind.
   */
  public CompletableFuture<Path> download(HttpUrl url, Path file) {
    CompletableFuture<Path> done =
        start(SapiRequest.get(url, SapiMedia.BYTES), response -> save(response, file));
    return failingOnClose(done);
  }

  private static Path save(Response response, Path file) throws IOException {
    Path beside = Files.createTempFile(file.toAbsolutePath().getParent(), "answer", ".part");
    try (InputStream bytes = response.body().byteStream()) {
      Files.copy(bytes, beside, StandardCopyOption.REPLACE_EXISTING);
      return Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(beside);
    }
  }

  /** Makes a result of an answer that may be read once. */
  private interface Reading<T> {
    T of(Response response) throws IOException;
  }

  private <T> CompletableFuture<T> start(SapiRequest request, Reading<T> reader) {
    if (isClosed) {
      return CompletableFuture.failedFuture(closed());
    }
    if (request.repetition() == SapiRequest.Repetition.NEVER) {
      return sendOnce(request, reader);
    }
    try {
      return Failsafe.with(rules.<T>policy(request))
          .with(timer)
          .getStageAsync(() -> sendOnce(request, reader));
    } catch (RejectedExecutionException e) {
      return CompletableFuture.failedFuture(closed());
    }
  }

  private static PermanentSapiException closed() {
    return new PermanentSapiException("The client is closed");
  }

  /** How long to wait before the k-th repetition, from 0, of what failed. */
  public Duration pause(int k, Throwable failure) {
    return rules.pause(k, failure);
  }

  /** Words of the service, as a message may hold them. */
  public String printable(String words) {
    return secrets.printable(words);
  }

  /**
   * Why a request that is being repeated, or was given up, got no answer; empty once the same
   * request got one. For whoever stops waiting before the repetitions end.
   */
  public Optional<TransientSapiException> trouble() {
    return Optional.ofNullable(trouble.get()).map(Trouble::failure);
  }

  private void noteOutcome(SapiRequest request, Throwable failure) {
    if (failure instanceof TransientSapiException lost) {
      trouble.set(new Trouble(request.title(), lost));
    } else if (failure == null) {
      trouble.updateAndGet(
          last -> last != null && last.request().equals(request.title()) ? null : last);
    }
  }

  private <T> CompletableFuture<T> sendOnce(SapiRequest request, Reading<T> reader) {
    Departure departure = new Departure();
    Call call = clientFor(request).newCall(toOkHttp(request, departure));
    CompletableFuture<T> answer = new CompletableFuture<>();
    var unused =
        answer.whenComplete(
            (response, failure) -> {
              noteOutcome(request, failure);
              if (answer.isCancelled()) {
                call.cancel();
              }
            });
    call.enqueue(
        new Callback() {
          @Override
          public void onFailure(Call failed, IOException e) {
            answer.completeExceptionally(Failures.of(request.title(), e, departure, secrets));
          }

          @Override
          public void onResponse(Call done, Response response) {
            try (response) {
              check(request, response);
              answer.complete(reader.of(response));
            } catch (IOException e) {
              answer.completeExceptionally(Failures.of(request.title(), e, departure, secrets));
            } catch (RuntimeException | Error e) {
              answer.completeExceptionally(e);
            }
          }
        });
    return answer;
  }

  private OkHttpClient clientFor(SapiRequest request) {
    if (request.patience().isZero()) {
      return http;
    }
    Duration read = Duration.ofMillis(http.readTimeoutMillis()).plus(request.patience());
    return http.newBuilder().readTimeout(read).build(); // shares threads and connections
  }

  private okhttp3.Request toOkHttp(SapiRequest request, Departure departure) {
    okhttp3.Request.Builder builder =
        request.toOkHttp(departure).newBuilder().header("User-Agent", USER_AGENT);
    return (closesConnections ? builder.header("Connection", "close") : builder).build();
  }

  private void check(SapiRequest request, Response response) throws IOException {
    deprecations.tell(response.headers("X-Deprecation"));
    boolean unchanged =
        response.code() == NOT_MODIFIED && request.headers().containsKey("If-None-Match");
    if (!response.isSuccessful() && !unchanged) {
      throw Failures.of(
          request.title(),
          response.code(),
          Failures.text(response.body().byteString(), secrets),
          Failures.retryAfter(response.header("Retry-After"), clock));
    }
    if (!response.request().method().equals(request.method())) {
      throw new PermanentSapiException(
          "[%s] was redirected to a GET of [%s]. Set DWAVE_API_ENDPOINT to where SAPI is now"
              .formatted(request.title(), secrets.printable(response.request().url().toString())));
    }
    if (!unchanged) {
      request.media().check(response.header("Content-Type"), request.title(), secrets);
    }
  }

  private static String version() {
    String version = SapiTransport.class.getPackage().getImplementationVersion();
    return version == null ? "dev" : version;
  }

  /** Fails what is under way or waits to be repeated, and frees threads and connections. */
  @Override
  public void close() {
    isClosed = true;
    open.forEach(Runnable::run);
    http.dispatcher().cancelAll();
    http.dispatcher().executorService().shutdown();
    http.connectionPool().evictAll();
  }
}
