/**
 * The services as commands of their own. Start at {@link
 * io.qahan.deploy.pipeline.service.RunningService}; the command line, the pipeline in one JVM and
 * the tests call in.
 */
package io.qahan.deploy.pipeline.service;
