package io.qahan.deploy.prove;

/** What can be broken. */
enum FaultKind {
  /** A service is killed (SIGKILL), and started again after a while. */
  KILL,
  /** A service is stopped (SIGSTOP) for a while. */
  STOP,
  /** One broker or all of them are killed or stopped for a while. */
  BROKER,
  /** A service is cut off from one broker or all of them for a while. */
  PARTITION,
  /** The sender's clock is wrong for a while. */
  CLOCK,
  /** No file of a service or a broker can grow for a while. */
  DISK,
  /** The line from a service to all brokers is slow and narrow for a while. */
  SLOW
}
