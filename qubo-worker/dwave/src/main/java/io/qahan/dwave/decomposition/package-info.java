/**
 * Models larger than a chip, solved part by part. Start at {@link
 * io.qahan.dwave.decomposition.Decomposition}; {@code QpuModels} among the samplers calls in.
 */
package io.qahan.dwave.decomposition;
