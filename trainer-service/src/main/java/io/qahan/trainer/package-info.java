/** The trainer: labels in, heads out. */
package io.qahan.trainer;
