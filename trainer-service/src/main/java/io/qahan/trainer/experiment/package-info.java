/** The paper's experiments: what to train, and reports that put its claims beside what came out. */
package io.qahan.trainer.experiment;
