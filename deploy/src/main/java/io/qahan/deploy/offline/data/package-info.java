/**
 * Public data sets: fetched, checked, kept. Start at {@link
 * io.qahan.deploy.offline.data.DataCommand}; only the command line calls in.
 */
package io.qahan.deploy.offline.data;
