/**
 * The topics of one model, read: the log of examples, the controls, the last state and published
 * heads. Start at {@code LogReader} for a record and {@code LogAudit} for where to go on; {@code
 * ModelTopics} has the names. It writes nothing. The training service and the join's audit of
 * states call in.
 */
package io.qahan.trainer.online.log;
