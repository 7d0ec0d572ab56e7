/**
 * What the commands for operators share: brokers to ask, limits, tables and JSON. The commands in
 * {@code dlq}, {@code heads}, {@code lag} and {@code training} call in.
 */
package io.qahan.deploy.operate;
