/**
 * Every meter of the product by name, and the registry that exports them. Start at {@link
 * io.qahan.schemas.metrics.Metric}, the list; every service calls in.
 */
package io.qahan.schemas.metrics;
