/**
 * {@code qahan models push|list|show|promote|rollback}: models in Kafka. Start at {@link
 * io.qahan.deploy.operate.release.ReleaseLog}, which reads and writes the topic; {@code
 * ModelsCommand} calls in.
 */
package io.qahan.deploy.operate.release;
