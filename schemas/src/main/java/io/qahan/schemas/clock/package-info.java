/**
 * Clocks that may be wrong: what measures, what notices a step of the wall clock, and how Kafka's
 * clients outlive one. Start at {@link io.qahan.schemas.clock.ClockWatch}. Every service may call
 * in.
 */
package io.qahan.schemas.clock;
