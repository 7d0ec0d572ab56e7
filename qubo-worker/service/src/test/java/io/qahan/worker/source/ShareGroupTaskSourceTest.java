package io.qahan.worker.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.junit.jupiter.api.Test;

class ShareGroupTaskSourceTest extends TaskSourceContract {
  private static final int DELIVERY_LIMIT = 3;

  private final InMemoryShareGroup group = new InMemoryShareGroup();
  private InMemoryShareGroup.Member member;

  @Override
  protected void send(String... keys) {
    for (String key : keys) {
      group.append(key.getBytes(UTF_8));
    }
  }

  @Override
  protected TaskSource open() {
    member = group.newMember();
    return new ShareGroupTaskSource(
        member, InMemoryShareGroup.TOPIC, DELIVERY_LIMIT, Duration.ofMillis(1));
  }

  @Override
  protected void crash(TaskSource source) {
    group.expireLocks();
  }

  @Test
  void shouldTellTheBrokerOfSomeWhileOthersOfTheBatchAreOpen() {
    send("a", "b");
    TaskSource source = open();
    List<Task> tasks = take(source, 2);

    source.acknowledge(tasks.get(1));
    source.poll(Duration.ofMillis(1));

    assertThat(group.acknowledged()).containsExactly(1L);
  }

  @Test
  void shouldRejectWhatIsRejected() {
    send("a");
    TaskSource source = open();
    source.reject(take(source, 1).get(0));
    source.poll(Duration.ofMillis(1));

    assertThat(group.rejected()).containsExactly(0L);
  }

  @Test
  void shouldRenewTheLocksOfSlowTasksAndDeliverThemOnlyOnce() {
    group.lockFor(Duration.ZERO); // half of it is over at once
    send("slow", "fast");
    TaskSource source = open();
    List<Task> tasks = take(source, 2);
    source.acknowledge(tasks.get(1));

    for (int i = 0; i < 5; i++) {
      assertThat(source.poll(Duration.ofMillis(1))).isEmpty();
    }
    assertThat(member.told(AcknowledgeType.RENEW)).hasSizeGreaterThan(1).containsOnly(0L);

    source.acknowledge(tasks.get(0));
    source.poll(Duration.ofMillis(1));
    source.poll(Duration.ofMillis(1));
    assertThat(group.acknowledged()).containsExactly(1L, 0L);
  }

  @Test
  void shouldDeliverAgainATaskWhoseLockCouldNotBeRenewed() {
    group.lockFor(Duration.ZERO);
    send("a");
    TaskSource source = open();
    Task lost = take(source, 1).get(0);
    group.refuseRenewals();

    Task again = take(source, 1).get(0);
    source.acknowledge(lost); // too late: it is someone else's now

    assertThat(keys(List.of(again))).containsExactly("a");
    source.close();
    assertThat(group.acknowledged()).isEmpty();
  }

  @Test
  void shouldMarkTheLastDelivery() {
    send("a");
    for (int delivery = 1; delivery < DELIVERY_LIMIT; delivery++) {
      TaskSource source = open();
      assertThat(take(source, 1).get(0).lastDelivery()).isFalse();
      crash(source);
    }

    assertThat(take(open(), 1).get(0).lastDelivery()).isTrue();
  }

  @Test
  void shouldNotCountAReleaseAsADelivery() {
    send("a");
    TaskSource source = open();
    for (int i = 0; i < 2 * DELIVERY_LIMIT; i++) {
      Task task = take(source, 1).get(0);
      assertThat(task.lastDelivery()).isFalse();
      source.release(task);
    }
  }
}
