/**
 * Where a group of ours stands in its topics, remembered beside its state: offsets that brokers
 * forget, and logs that lose records, must not make it work twice or skip in silence. Start reading
 * at {@link io.qahan.schemas.position.GroupPositions}; the services' topologies call in, and their
 * processors come from {@link io.qahan.schemas.position.PositionedProcessor}.
 */
package io.qahan.schemas.position;
