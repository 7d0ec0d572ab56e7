/**
 * The rights that each of our users has to have at the brokers, for whoever grants them. Start at
 * {@link io.qahan.deploy.operate.acls.AclsCommand}; the list itself is {@link
 * io.qahan.schemas.rights.Rights}. Only the command line calls in.
 */
package io.qahan.deploy.operate.acls;
