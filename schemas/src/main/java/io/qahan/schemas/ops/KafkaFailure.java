package io.qahan.schemas.ops;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InconsistentGroupProtocolException;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.InvalidGroupIdException;
import org.apache.kafka.common.errors.InvalidPartitionsException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.InvalidSessionTimeoutException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.InvalidTxnTimeoutException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.apache.kafka.common.errors.UnsupportedVersionException;

/**
 * A failure judged by its kind: what passes by itself, and what somebody has to mend in the set-up.
 * (What one record is to blame for is judged where that record is at hand: it becomes a dead letter
 * and no failure.)
 *
 * @param kind whether trying again can help
 * @param detail what happened, one line
 * @param cure what somebody can do about it; empty if waiting is all there is to do
 */
public record KafkaFailure(Kind kind, String detail, String cure) {
  /** What to do about a failure. */
  public enum Kind {
    /** Try again, after a pause that grows. */
    PASSING,

    /** Stop, saying the cure: it fails again until somebody has changed something. */
    SETUP
  }

  private static final String GROW =
      "Partitions were added or topics were made anew. Run: qahan topics grow --partitions N, and"
          + " start it again";
  private static final String ACCESS =
      "Mend the credentials of the service's user (kafka.*), and start it again";
  private static final String RIGHTS =
      "Give the service's user the rights it needs (ACLs; qahan acls check says which it lacks), and"
          + " start it again";
  private static final String TRANSACTIONS =
      "Give the service's user Write on its transactional ids (ACLs; qahan acls prints them), and"
          + " start it again";
  private static final String STATE =
      "See that the state directory (streams.state.dir) is writable, has room, and is used by no"
          + " other process, and start it again";
  private static final String RESTART = "Start it again when the cause is removed";

  /** What Kafka's own code says when its state is at odds with itself: only new clients help. */
  private static final String CLIENTS = "org.apache.kafka.clients.";

  /** A kind of exception, known by its class or by what its message holds, and its cure. */
  private record Rule(Class<? extends Throwable> type, String says, String cure) {
    boolean fits(Throwable error) {
      return type.isInstance(error)
          && (says.isEmpty() || (error.getMessage() != null && error.getMessage().contains(says)));
    }
  }

  private static final List<Rule> LASTING =
      List.of(
          new Rule(AuthenticationException.class, "", ACCESS),
          new Rule(TransactionalIdAuthorizationException.class, "", TRANSACTIONS),
          new Rule(AuthorizationException.class, "", RIGHTS),
          new Rule(
              UnsupportedVersionException.class,
              "",
              "Use Kafka 4 (qahan doctor says what is missing)"),
          new Rule(
              InvalidSessionTimeoutException.class,
              "",
              "Allow that session timeout in the brokers (group.min.session.timeout.ms,"
                  + " group.max.session.timeout.ms), or set kafka.session.timeout.ms"),
          new Rule(
              InvalidTxnTimeoutException.class,
              "",
              "Raise transaction.max.timeout.ms in the brokers, or lower kafka.transaction.timeout.ms"),
          new Rule(
              RecordTooLargeException.class,
              "",
              "A limit is lower than it was at the start (max.message.bytes of a topic). Start it"
                  + " again: it reads the limits, and dead-letters what exceeds them"),
          new Rule(
              RecordBatchTooLargeException.class,
              "",
              "Raise segment.bytes of the topic, or lower kafka.batch.size"),
          new Rule(
              InconsistentGroupProtocolException.class,
              "",
              "Stop the other members of the group, which use another protocol or version"),
          new Rule(
              InvalidReplicationFactorException.class,
              "",
              "Set topic.replication.factor to no more than there are brokers"),
          new Rule(InvalidConfigurationException.class, "", "Correct the setting that it names"),
          new Rule(ConfigException.class, "", "Correct the setting that it names"),
          new Rule(InvalidGroupIdException.class, "", "Correct topic.prefix"),
          new Rule(InvalidTopicException.class, "", "Correct topic.prefix"),
          new Rule(InvalidPartitionsException.class, "", GROW),
          new Rule(PolicyViolationException.class, "", "Ask who runs the brokers for an exception"),
          // Kafka Streams says these with exceptions of its general kinds.
          new Rule(KafkaException.class, "has invalid partitions", GROW),
          new Rule(KafkaException.class, "partitions do not match", GROW),
          new Rule(KafkaException.class, "same state directory", STATE),
          new Rule(KafkaException.class, "state directory", STATE),
          new Rule(KafkaException.class, "Failed to lock", STATE),
          new Rule(KafkaException.class, "Error opening store", STATE));

  /** Known by name: a service without Kafka Streams does not have these classes. */
  private static final List<String> STREAMS_SETUP =
      List.of(
          "org.apache.kafka.streams.errors.MissingSourceTopicException",
          "org.apache.kafka.streams.errors.MissingInternalTopicsException",
          "org.apache.kafka.streams.errors.MisconfiguredInternalTopicException",
          "org.apache.kafka.streams.errors.TopologyException",
          "org.apache.kafka.streams.errors.UnknownTopologyException");

  private static final String STREAMS_STATE =
      "org.apache.kafka.streams.errors.ProcessorStateException";

  /**
   * Judges a failure by all its causes. Kafka Streams wraps whatever our code throws in an
   * exception of its own, so what is innermost tells whose it is.
   */
  public static KafkaFailure of(Throwable error) {
    List<Throwable> causes = causesOf(error);
    Throwable root = causes.get(causes.size() - 1);
    String detail = detailOf(root);
    boolean retriable = false;
    for (Throwable cause : causes) {
      if (cause instanceof Error) {
        return new KafkaFailure(Kind.SETUP, cause.toString(), RESTART);
      }
      for (Rule rule : LASTING) {
        if (rule.fits(cause)) {
          return new KafkaFailure(Kind.SETUP, detailOf(cause), rule.cure());
        }
      }
      if (STREAMS_SETUP.contains(cause.getClass().getName())) {
        return new KafkaFailure(Kind.SETUP, detailOf(cause), cureOf(cause));
      }
      retriable |= cause instanceof RetriableException;
    }
    if (retriable || isKafkas(root)) {
      return new KafkaFailure(Kind.PASSING, detail, "");
    }
    boolean ofState =
        causes.stream().anyMatch(cause -> cause.getClass().getName().equals(STREAMS_STATE));
    return new KafkaFailure(Kind.SETUP, detail, ofState ? STATE : RESTART);
  }

  /** Whether trying again can help. */
  public boolean isPassing() {
    return kind == Kind.PASSING;
  }

  /** What happened and what to do, for people. */
  public String message() {
    return cure.isEmpty() ? detail : detail + ". " + cure + ".";
  }

  private static boolean isKafkas(Throwable root) {
    if (root.getClass().getName().equals(STREAMS_STATE)) {
      return false; // a disk does not mend itself
    }
    return root instanceof KafkaException
        || (root instanceof IllegalStateException
            && root.getStackTrace().length > 0
            && root.getStackTrace()[0].getClassName().startsWith(CLIENTS));
  }

  private static String cureOf(Throwable cause) {
    return cause.getClass().getSimpleName().startsWith("MissingSource")
        ? "Create the topics: qahan topics create, and start it again"
        : GROW;
  }

  private static String detailOf(Throwable cause) {
    String text = String.valueOf(cause.getMessage()).strip().lines().findFirst().orElse("");
    int advice = text.indexOf(". Use '"); // Kafka Streams' own: its tool would throw state away
    text = advice < 0 ? text : text.substring(0, advice);
    String message = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    return cause.getClass().getSimpleName() + ": " + message;
  }

  private static List<Throwable> causesOf(Throwable error) {
    List<Throwable> causes = new ArrayList<>();
    Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Throwable cause = error; cause != null && seen.add(cause); cause = cause.getCause()) {
      causes.add(cause);
    }
    return causes;
  }
}
