/**
 * What the join keeps on disk, for how long and in how many bytes: waiting features and labels, and
 * joined images, for corrections. Start at {@code JoinStores}; {@code JoinSpace} bounds all tasks
 * of a process together. Called by the join alone.
 */
package io.qahan.trainer.join.kept;
