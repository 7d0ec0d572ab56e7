/**
 * Settings from files, environment and arguments, with all their faults at once. Start at {@link
 * io.qahan.schemas.settings.Settings}; every service declares its own beside the common ones.
 */
package io.qahan.schemas.settings;
