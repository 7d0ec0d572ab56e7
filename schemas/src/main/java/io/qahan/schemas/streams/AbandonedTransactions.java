package io.qahan.schemas.streams;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the transactions that killed instances left open. Until then nobody may go on with their
 * partitions, and no reader of committed records sees what is written behind: by itself that takes
 * the transaction's timeout and the time until the brokers look for such, 10 to 20 s together.
 *
 * <p>A transactional id names the thread it is of. One whose thread is no member of the group has
 * lost its partitions, and the brokers refuse its offsets: to fence it takes nothing from anybody,
 * and should it live after all, it does what it would do anyway, which is to join again.
 *
 * <p>It looks only while it is told that partitions are being handed over. Thread safe.
 */
final class AbandonedTransactions implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(AbandonedTransactions.class);
  private static final Duration LOOK = Duration.ofMillis(500);
  private static final String THREAD = "@";
  private static final String PRODUCER = "-producer";
  private static final String CONSUMER = "-consumer";

  private final Admin admin;
  private final String group;
  private final BooleanSupplier handingOver;
  private final ScheduledExecutorService timer;

  /**
   * Gets ready.
   *
   * @param admin closed with it
   * @param group the application's id, which all its transactional ids begin with
   * @param handingOver whether to look
   */
  AbandonedTransactions(Admin admin, String group, BooleanSupplier handingOver) {
    this.admin = admin;
    this.group = group;
    this.handingOver = handingOver;
    this.timer =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, group + "-abandoned-transactions");
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * The configuration of a thread's producer, whose transactional id names the thread too.
   *
   * @param config as Kafka Streams made it; its id is of that thread of that process alone
   */
  static Map<String, Object> naming(Map<String, Object> config) {
    if (!(config.get(ProducerConfig.TRANSACTIONAL_ID_CONFIG) instanceof String id)
        || !(config.get(ProducerConfig.CLIENT_ID_CONFIG) instanceof String client)) {
      return config;
    }
    Map<String, Object> named = new HashMap<>(config);
    named.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, id + THREAD + without(client, PRODUCER));
    return named;
  }

  /**
   * Which of some transactional ids are of no member.
   *
   * @param group whose ids they must be; others are left alone, and those that name no thread
   * @param members client ids of the consumers in the group
   */
  static List<String> ofNoMember(String group, List<String> ids, Set<String> members) {
    Set<String> threads =
        members.stream().map(client -> without(client, CONSUMER)).collect(Collectors.toSet());
    return ids.stream()
        .filter(id -> id.startsWith(group + "-") && id.contains(THREAD))
        .filter(id -> !threads.contains(id.substring(id.indexOf(THREAD) + THREAD.length())))
        .toList();
  }

  void start() {
    var unused =
        timer.scheduleWithFixedDelay(
            this::look, LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    timer.shutdownNow();
    admin.close(Duration.ZERO);
  }

  private void look() {
    if (!handingOver.getAsBoolean()) {
      return;
    }
    try {
      end();
    } catch (ExecutionException e) { // brokers away, or no right to it: then they end by themselves
      log.debug("Transactions of [{}] are left to their timeout: {}", group, e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) { // would end the timer
      log.debug("Transactions of [{}] are left to their timeout", group, e);
    }
  }

  private void end() throws ExecutionException, InterruptedException {
    // First the transactions: who began one before was a member before.
    List<String> ongoing =
        admin
            .listTransactions(
                new ListTransactionsOptions().filterStates(Set.of(TransactionState.ONGOING)))
            .all()
            .get()
            .stream()
            .map(TransactionListing::transactionalId)
            .toList();
    if (ofNoMember(group, ongoing, Set.of()).isEmpty()) {
      return;
    }
    Set<String> members =
        admin.describeConsumerGroups(List.of(group)).all().get().get(group).members().stream()
            .map(MemberDescription::clientId)
            .collect(Collectors.toSet());
    List<String> abandoned = ofNoMember(group, ongoing, members);
    if (!abandoned.isEmpty()) {
      admin.fenceProducers(abandoned).all().get();
      log.info("Ended {} that killed instances had left open", abandoned);
    }
  }

  private static String without(String client, String role) {
    return client.endsWith(role) ? client.substring(0, client.length() - role.length()) : client;
  }
}
