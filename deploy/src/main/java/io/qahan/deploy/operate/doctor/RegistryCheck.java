package io.qahan.deploy.operate.doctor;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.qahan.schemas.codec.RegistryAddress;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/** Whether the schema registry answers. */
final class RegistryCheck {
  private static final String CHECK = "registry";
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private RegistryCheck() {}

  /**
   * Asks it who it is.
   *
   * @param address as the settings say; empty if none is used
   */
  static Finding of(Optional<RegistryAddress> address) {
    if (address.isEmpty()) {
      return Finding.ok(CHECK, "none is used: records are Avro single-object encoded");
    }
    String url = address.get().url();
    HttpUrl base = HttpUrl.parse(url);
    if (base == null) {
      return Finding.fault(
          CHECK,
          "[" + url + "] is no URL",
          "set schema.registry.url, for example http://host:8080");
    }
    OkHttpClient http =
        new OkHttpClient.Builder().callTimeout(PATIENCE).followRedirects(false).build();
    Request.Builder asked = new Request.Builder().url(system(base));
    address.get().authorization().ifPresent(shown -> asked.header("Authorization", shown));
    try (Response response = http.newCall(asked.build()).execute()) {
      if (response.code() == 200 && !isJsonObject(response.body().string())) {
        return Finding.fault(
            CHECK,
            "what answers at [%s] is no registry: a page, or a login before it".formatted(url),
            "correct schema.registry.url, or let the services in; until then records wait");
      }
      return answered(url, response.code());
    } catch (IOException e) {
      return Finding.fault(
          CHECK,
          "nothing answers at [%s]: %s".formatted(url, e.getMessage()),
          "start the registry or correct schema.registry.url; until then records wait");
    } finally {
      http.connectionPool().evictAll();
      http.dispatcher().executorService().shutdown();
    }
  }

  /** Where Apicurio says its name and version: below the path of version 2, or of version 3. */
  private static HttpUrl system(HttpUrl base) {
    boolean versioned = base.encodedPath().contains("/apis/");
    return base.newBuilder()
        .addPathSegments(versioned ? "system/info" : "apis/registry/v3/system/info")
        .build();
  }

  private static boolean isJsonObject(String body) {
    try {
      return JsonMapper.builder().build().readTree(body).isObject();
    } catch (JsonProcessingException e) {
      return false;
    }
  }

  static Finding answered(String url, int code) {
    if (code == 200) {
      return Finding.ok(CHECK, "[" + url + "] answers");
    }
    return Finding.warning(
        CHECK,
        String.format(Locale.ROOT, "something answers at [%s], but with HTTP %d", url, code),
        code == 401 || code == 403
            ? "set schema.registry.basic.auth.user.info or schema.registry.bearer.auth.token: the registry"
                + " wants credentials, or others"
            : "correct the path: http://host:8080 for Apicurio 3, http://host:8080/apis/registry/v2"
                + " for 2");
  }
}
