/**
 * What every experiment is made of: trainings planned and finished, claims held against them, and
 * the page that shows both. Start at {@link io.qahan.trainer.experiment.report.Report}. Called by
 * all experiments; calls none.
 */
package io.qahan.trainer.experiment.report;
