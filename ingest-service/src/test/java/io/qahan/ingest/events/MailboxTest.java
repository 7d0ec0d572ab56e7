package io.qahan.ingest.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class MailboxTest {
  @Test
  void shouldKeepOnlyTheLatestOfEachSlot() throws Exception {
    Mailbox mailbox = new Mailbox(List.of(Event.of("setup", "0")));
    for (int i = 0; i < 10_000; i++) {
      mailbox.put(Event.of("numbers", Integer.toString(i)));
      mailbox.put(Event.of("details", Integer.toString(-i)));
    }

    assertThat(mailbox.size()).isEqualTo(3);
    assertThat(mailbox.take()).contains(Event.of("setup", "0"));
    assertThat(mailbox.take()).contains(Event.of("numbers", "9999"));
    assertThat(mailbox.take()).contains(Event.of("details", "-9999"));
  }

  @Test
  void shouldServeEverySlotThoughOneIsNeverEmpty() throws Exception {
    Mailbox mailbox = new Mailbox(List.of());
    mailbox.put(Event.of("numbers", "1"));
    mailbox.put(Event.of("beat", "1"));
    mailbox.take();
    mailbox.put(Event.of("numbers", "2")); // behind the beat now

    assertThat(mailbox.take()).contains(Event.of("beat", "1"));
  }

  @Test
  void shouldWakeTheReaderWhenItIsClosed() throws Exception {
    Mailbox mailbox = new Mailbox(List.of());
    CompletableFuture<Boolean> empty =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return mailbox.take().isEmpty();
              } catch (InterruptedException e) {
                throw new AssertionError(e);
              }
            });
    mailbox.close();

    assertThat(empty.get(20, TimeUnit.SECONDS)).isTrue();
  }
}
