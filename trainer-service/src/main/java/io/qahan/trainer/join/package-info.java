/** The join of masked features with their labels, which come before, with or long after them. */
package io.qahan.trainer.join;
