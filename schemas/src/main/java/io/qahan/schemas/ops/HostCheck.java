package io.qahan.schemas.ops;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpStatus;
import io.micrometer.core.instrument.MeterRegistry;
import io.qahan.schemas.metrics.Metric;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets in only requests that were meant for this server, and refuses (403) what a page of somewhere
 * else makes a browser send. Such a page has its own name lead here (DNS rebinding), which {@code
 * Host} then says, or posts what a browser sends without asking ({@code Origin} and {@code
 * Sec-Fetch-Site} say so). Programs send neither of the latter.
 *
 * <p>An address is never a page's own name, nor is a name without a dot, or one that ends as no
 * name in public does; those are let in, with this host's name and those of {@code http.hosts}.
 * Thread safe.
 */
final class HostCheck {
  /** Why a request is refused. */
  record Refusal(String cause, String message, String advice) {}

  private static final Logger log = LoggerFactory.getLogger(HostCheck.class);
  private static final Duration QUIET = Duration.ofMinutes(1);
  private static final Pattern ADDRESS =
      Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}|\\[[0-9a-f:.%]+]");
  private static final Pattern PORT = Pattern.compile(":\\d*$");
  private static final Map<String, String> USUAL_PORTS = Map.of("http", ":80", "https", ":443");

  /** No page has a name under these: RFC 6761, and what Kubernetes calls its services. */
  private static final List<String> NOT_PUBLIC =
      List.of(".localhost", ".svc", ".svc.cluster.local");

  private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");
  private static final String ANY = "*";
  private static final String LOCALHOST = "localhost";

  private final Set<String> hosts;
  private final Set<String> pages;
  private final Supplier<Set<String>> own;
  private Set<String> ownNames; // guarded by this; null until it is needed
  private final AtomicLong loggedAt = new AtomicLong(Long.MIN_VALUE);

  /**
   * @param hosts further names, without ports; {@code *} lets in every one
   * @param own what this host is called; asked once, if need be: it may wait for a name server
   */
  HostCheck(List<String> hosts, Supplier<Set<String>> own) {
    Set<String> all = new HashSet<>();
    hosts.forEach(name -> all.add(name.toLowerCase(Locale.ROOT)));
    Set<String> others = new HashSet<>(all);
    others.remove(LOCALHOST); // where anybody may run a page at another port
    this.pages = Set.copyOf(others);
    this.hosts = Set.copyOf(all);
    this.own = own;
  }

  /** What this host is called. */
  static Set<String> namesOfThisHost() {
    try {
      InetAddress host = InetAddress.getLocalHost();
      return new HashSet<>(List.of(host.getHostName(), host.getCanonicalHostName()));
    } catch (UnknownHostException e) {
      return Set.of();
    }
  }

  /** Answers a request that is to be refused, and counts it. */
  void check(Context ctx, MeterRegistry registry) {
    if (ctx.method().equals(HandlerType.GET) && OperationsServer.HEALTH.contains(ctx.path())) {
      return; // who may know that it lives, may be called anything
    }
    refusalOf(
            ctx.req().getMethod(),
            ctx.header("Host"),
            ctx.header("Origin"),
            ctx.header("Sec-Fetch-Site"))
        .ifPresent(
            refusal -> {
              Metric.HTTP_REFUSED.counter(registry, refusal.cause()).increment();
              logged(refusal);
              ctx.status(HttpStatus.FORBIDDEN)
                  .contentType("application/json")
                  .result(JsonErrors.json(refusal.message(), refusal.cause(), refusal.advice()))
                  .skipRemainingHandlers();
            });
  }

  private void logged(Refusal refusal) {
    long now = System.nanoTime();
    long last = loggedAt.get();
    if ((last == Long.MIN_VALUE || now - last > QUIET.toNanos())
        && loggedAt.compareAndSet(last, now)) {
      log.warn(
          "A request was refused: {} {} (told once a minute)", refusal.message(), refusal.advice());
    }
  }

  /**
   * Why a request is to be refused.
   *
   * @param host the header, null without one
   * @param origin likewise
   * @param site Sec-Fetch-Site likewise
   */
  Optional<Refusal> refusalOf(String method, String host, String origin, String site) {
    if (host != null && !isAllowed(nameOf(host))) {
      return Optional.of(
          new Refusal(
              "foreign-host",
              "This server is not called [%s].".formatted(host),
              "Ask it by its address, or set http.hosts to the names that lead to it."));
    }
    if (SAFE.contains(method) || hosts.contains(ANY)) {
      return Optional.empty();
    }
    boolean isForeign =
        origin == null
            ? "cross-site".equals(site) || "same-site".equals(site)
            : !isSame(origin, host) && !isNamed(origin);
    return isForeign
        ? Optional.of(
            new Refusal(
                "foreign-origin",
                "The page [%s] may send nothing here.".formatted(origin == null ? site : origin),
                "Use a page of this server, or set http.hosts to the name of that page's host."))
        : Optional.empty();
  }

  private boolean isAllowed(String name) {
    return hosts.contains(ANY)
        || ADDRESS.matcher(name).matches()
        || !name.contains(".")
        || NOT_PUBLIC.stream().anyMatch(name::endsWith)
        || hosts.contains(name)
        || isOwn(name);
  }

  private synchronized boolean isOwn(String name) {
    if (ownNames == null) {
      ownNames = own.get();
    }
    return ownNames.stream().anyMatch(name::equalsIgnoreCase);
  }

  /** Whether a page is of this server: its origin has the host and the port that were asked. */
  private static boolean isSame(String origin, String host) {
    URI page = uriOf(origin);
    if (page == null || host == null) {
      return false;
    }
    String usual = USUAL_PORTS.getOrDefault(page.getScheme(), "");
    return without(usual, page.getRawAuthority()).equals(without(usual, host));
  }

  private static String without(String port, String authority) {
    String text = authority.toLowerCase(Locale.ROOT);
    return !port.isEmpty() && text.endsWith(port)
        ? text.substring(0, text.length() - port.length())
        : text;
  }

  private boolean isNamed(String origin) {
    URI page = uriOf(origin);
    return page != null && pages.contains(nameOf(page.getRawAuthority()));
  }

  /** Null of an origin that has none, such as {@code null}. */
  private static URI uriOf(String origin) {
    try {
      URI uri = URI.create(origin);
      return uri.getScheme() == null || uri.getRawAuthority() == null ? null : uri;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static String nameOf(String authority) {
    String name = PORT.matcher(authority.toLowerCase(Locale.ROOT)).replaceFirst("");
    return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
  }
}
