/**
 * What the commands for operators share: brokers to ask, limits, tables and JSON. Start at {@link
 * io.qahan.deploy.operate.Brokers}; the packages below, one for each command, call in.
 */
package io.qahan.deploy.operate;
