/** A cap on QPU time. */
package io.qahan.dwave.budget;
