/**
 * The product's topics on a cluster: made, checked, grown. Start at {@link
 * io.qahan.deploy.operate.topics.TopicsCommand}; only the command line calls in.
 */
package io.qahan.deploy.operate.topics;
