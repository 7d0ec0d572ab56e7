package io.qahan.dwave.http;

import io.qahan.dwave.config.DWaveConfig;
import io.qahan.dwave.config.HttpOptions;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import okhttp3.ConnectionPool;
import okhttp3.Credentials;
import okhttp3.Dispatcher;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;

/** Makes an OkHttp client out of a configuration. */
final class OkHttpSetup {
  /** Requests at once, and so OkHttp's threads; long polls, submits and parts have own limits. */
  static final int MOST_REQUESTS = 12;

  private static final int IDLE_SECONDS = 10;

  /** A part of 5 MiB on a slow line. */
  private static final Duration WRITE_TIMEOUT = Duration.ofMinutes(2);

  /** Ends calls whose server drips byte by byte. */
  private static final Duration CALL_TIMEOUT = Duration.ofMinutes(10);

  private OkHttpSetup() {}

  /** A client that adds the token to requests to the origin. */
  static OkHttpClient client(OkHttpClient base, DWaveConfig config, HttpUrl origin) {
    return withoutToken(base, config.http())
        .newBuilder()
        .addNetworkInterceptor(new OriginHeaders(origin, config.token(), config.http().headers()))
        .build();
  }

  /** A client that nobody knows the user by. */
  static OkHttpClient withoutToken(OkHttpClient base, HttpOptions http) {
    Dispatcher dispatcher = new Dispatcher(threads());
    dispatcher.setMaxRequests(MOST_REQUESTS);
    dispatcher.setMaxRequestsPerHost(MOST_REQUESTS);
    OkHttpClient.Builder builder =
        base.newBuilder()
            .dispatcher(dispatcher)
            .connectionPool(new ConnectionPool())
            .connectTimeout(http.timeouts().connect())
            .readTimeout(http.timeouts().read())
            .writeTimeout(WRITE_TIMEOUT)
            .callTimeout(CALL_TIMEOUT)
            .followSslRedirects(false) // what began in TLS stays there
            .retryOnConnectionFailure(true) // submits are one-shot, which excludes them
            .eventListenerFactory(call -> Departure.WATCH);
    http.proxy().ifPresent(proxy -> use(builder, proxy));
    if (http.permissiveSsl() || http.clientCertificate().isPresent()) {
      secure(builder, http);
    }
    if (http.connectionClose()) {
      builder.protocols(List.of(Protocol.HTTP_1_1));
    }
    return builder.build();
  }

  /** Of its own OkHttp starts a thread whenever one request follows on the heels of another. */
  private static ExecutorService threads() {
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            MOST_REQUESTS,
            MOST_REQUESTS,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            work -> {
              Thread thread = new Thread(work, "sapi-http");
              thread.setDaemon(true);
              return thread;
            });
    threads.allowCoreThreadTimeOut(true);
    return threads;
  }

  private static void use(OkHttpClient.Builder builder, URI proxy) {
    boolean socks = proxy.getScheme().toLowerCase(Locale.ROOT).startsWith("socks");
    // as HttpUrl, which knows hosts with an underscore
    HttpUrl url = HttpUrl.get("http://" + proxy.getRawAuthority());
    boolean hasPort = proxy.getRawAuthority().matches(".*:\\d+");
    builder.proxy(
        new Proxy(
            socks ? Proxy.Type.SOCKS : Proxy.Type.HTTP,
            InetSocketAddress.createUnresolved(url.host(), socks && !hasPort ? 1080 : url.port())));
    if (!url.username().isEmpty()) {
      String credentials = Credentials.basic(url.username(), url.password());
      builder.proxyAuthenticator(
          (route, response) ->
              response.request().header("Proxy-Authorization") != null
                  ? null // they were refused
                  : response
                      .request()
                      .newBuilder()
                      .header("Proxy-Authorization", credentials)
                      .build());
    }
  }

  private static void secure(OkHttpClient.Builder builder, HttpOptions http) {
    try {
      X509TrustManager trust = http.permissiveSsl() ? new TrustAll() : systemTrust();
      KeyManager[] keys =
          http.clientCertificate().map(ClientCertificate::keyManagers).orElse(new KeyManager[0]);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys, new TrustManager[] {trust}, new SecureRandom());
      builder.sslSocketFactory(context.getSocketFactory(), trust);
      if (http.permissiveSsl()) {
        builder.hostnameVerifier((host, session) -> true);
      }
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("TLS cannot be set up: " + e.getMessage(), e);
    }
  }

  private static X509TrustManager systemTrust() throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init((KeyStore) null);
    return (X509TrustManager) factory.getTrustManagers()[0];
  }

  /** What permissive_ssl asks for: any certificate will do. */
  private static final class TrustAll implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
