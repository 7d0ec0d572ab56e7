/**
 * The topics of one model, read: the log of examples, the controls, the last state and published
 * heads. Start at {@code LogReader} for a record and {@code LogAudit} for where to go on; {@code
 * ModelTopics} has the names. Called by the training service; it writes nothing.
 */
package io.qahan.trainer.online.log;
