/**
 * Models larger than a chip, solved part by part. Start at {@link
 * io.qahan.dwave.decomposition.Decomposition}; the samplers, the worker and {@code qahan solve}
 * call in.
 */
package io.qahan.dwave.decomposition;
