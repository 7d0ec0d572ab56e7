/**
 * Model files as commands see them: what is in one, and making one from a conv stack. Start at
 * {@link io.qahan.deploy.offline.models.ModelsCommand}; the command line calls in.
 */
package io.qahan.deploy.offline.models;
