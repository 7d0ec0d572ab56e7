package io.qahan.schemas.ops;

import io.qahan.schemas.rights.MissingRights;
import io.qahan.schemas.rights.Right;
import io.qahan.schemas.rights.Rights;
import io.qahan.schemas.rights.Role;
import io.qahan.schemas.settings.CommonSettings;
import io.qahan.schemas.settings.Settings;
import io.qahan.schemas.topic.TopicDrift;
import io.qahan.schemas.topic.TopicLimits;
import io.qahan.schemas.topic.TopicNames;
import io.qahan.schemas.topic.TopicProvisioner;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.errors.RetriableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a service does before its first record: find the brokers, then see to its topics. */
public final class BrokerConnection {
  private static final Logger log = LoggerFactory.getLogger(BrokerConnection.class);
  private static final Duration ATTEMPT = Duration.ofSeconds(5);
  private static final TimeUnit PAUSE = TimeUnit.SECONDS;

  private BrokerConnection() {}

  /**
   * Waits, saying so, until a broker answers; then creates missing topics ({@code topic.create})
   * and warns of drift, for a user that may do so with all topics.
   *
   * @return how large records may be there
   * @throws InterruptedException if the thread is interrupted while waiting
   * @throws IllegalStateException if topics are missing and may not be created, or the broker
   *     refuses for a reason that waiting cannot mend
   */
  public static TopicLimits prepare(Settings settings) throws InterruptedException {
    return prepare(settings, Optional.empty());
  }

  /**
   * The same for a user that has the {@link Rights rights} of a role: sees to the topics that it
   * works with, and to others only as far as it may.
   *
   * @throws IllegalStateException also if it lacks any of its rights, naming them
   */
  public static TopicLimits prepare(Settings settings, Role role) throws InterruptedException {
    return prepare(settings, Optional.of(role));
  }

  private static TopicLimits prepare(Settings settings, Optional<Role> role)
      throws InterruptedException {
    Map<String, Object> properties = new HashMap<>(settings.kafkaClient());
    properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) ATTEMPT.toMillis());
    properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) ATTEMPT.toMillis() - 1000);
    try (Admin admin = Admin.create(properties)) {
      Optional<TopicLimits> limits = attempt(admin, settings, role);
      while (limits.isEmpty()) {
        PAUSE.sleep(1); // some refusals come at once
        limits = attempt(admin, settings, role);
      }
      return limits.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(
          "The broker refuses to work for us: " + e.getCause().getMessage(), e.getCause());
    }
  }

  /** The brokers may go away again between any two calls: then all is tried again. */
  private static Optional<TopicLimits> attempt(Admin admin, Settings settings, Optional<Role> role)
      throws ExecutionException, InterruptedException {
    String servers = settings.get(CommonSettings.BOOTSTRAP_SERVERS);
    try {
      if (admin.describeCluster().nodes().get().isEmpty()) {
        log.warn("The Kafka brokers at [{}] are starting. Trying again.", servers);
        return Optional.empty();
      }
      if (role.isPresent()) {
        requireRights(admin, settings, role.get());
      }
      TopicProvisioner topics =
          role.map(
                  own ->
                      new TopicProvisioner(
                          admin, settings, Rights.configurable(own, TopicNames.from(settings))))
              .orElseGet(() -> new TopicProvisioner(admin, settings));
      provision(topics, settings);
      return Optional.of(topics.limits());
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof RetriableException)) {
        throw e;
      }
      log.warn(
          "No Kafka broker answers at [{}] ({}). Trying again; is it running, and is"
              + " bootstrap.servers right?",
          servers,
          e.getCause().getMessage());
      return Optional.empty();
    }
  }

  private static void requireRights(Admin admin, Settings settings, Role role)
      throws ExecutionException, InterruptedException {
    List<Right> missing = MissingRights.of(admin, Rights.of(role, settings));
    if (!missing.isEmpty()) {
      throw new IllegalStateException(MissingRights.fault(role, missing));
    }
  }

  private static void provision(TopicProvisioner topics, Settings settings)
      throws ExecutionException, InterruptedException {
    if (settings.get(CommonSettings.TOPIC_CREATE)) {
      List<String> created = topics.create();
      if (!created.isEmpty()) {
        log.info("Created {} topics: {}", created.size(), created);
      }
    }
    List<TopicDrift> drifts = topics.check();
    List<String> missing =
        drifts.stream().filter(d -> d.what().equals("exists")).map(TopicDrift::topic).toList();
    if (!missing.isEmpty()) {
      throw new IllegalStateException(
          "Topics are missing: " + missing + ". Create them with: qahan topics create");
    }
    drifts.forEach(drift -> log.warn("Topic drift: {}", drift));
  }
}
