/** Answers of solvers: samples and times. */
package io.qahan.dwave.sample;
