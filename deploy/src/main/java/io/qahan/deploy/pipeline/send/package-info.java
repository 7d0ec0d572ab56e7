/**
 * A stream of images and late labels. Start at {@link io.qahan.deploy.pipeline.send.ImageStream};
 * the command {@code send}, the pipeline in one JVM, {@code replay} and the benchmarks call in.
 */
package io.qahan.deploy.pipeline.send;
