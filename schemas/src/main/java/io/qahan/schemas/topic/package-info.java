/**
 * The topics of the product: names, sizes, partitions, dead letters, and how they are made and
 * checked. Start at {@link io.qahan.schemas.topic.Topics}, the list; every service calls in.
 */
package io.qahan.schemas.topic;
