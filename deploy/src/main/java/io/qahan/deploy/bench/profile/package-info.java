/**
 * Where the processor time of this JVM goes: by thread and by stage. Start at {@link
 * io.qahan.deploy.bench.profile.FlightProfile}; the benchmarks call in.
 */
package io.qahan.deploy.bench.profile;
