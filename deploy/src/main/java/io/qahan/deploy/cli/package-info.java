/**
 * What the commands share: options, how they fail, how they show progress. Start at {@link
 * io.qahan.deploy.cli.SettingsOptions}; every command calls in.
 */
package io.qahan.deploy.cli;
