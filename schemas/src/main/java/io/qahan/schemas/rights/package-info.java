/**
 * Who may do what at the brokers. Start at {@link io.qahan.schemas.rights.Rights}, the one list;
 * the manifests, the commands and the documents are made from it, and services that start hold
 * their user against it.
 */
package io.qahan.schemas.rights;
