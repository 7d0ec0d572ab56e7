/**
 * Mask problems and general quadratic models, and what solves them. Start at {@link
 * io.qahan.qubo.Solvers}, the one list of solvers; then read {@code mask} or {@code model}. Anyone
 * may call in, and nothing below calls up.
 */
package io.qahan.qubo;
