/**
 * The demonstration: broker, services and a stream of images in one JVM, with a live page. Start at
 * {@link io.qahan.deploy.pipeline.demo.DemoCommand}; only the command line calls in.
 */
package io.qahan.deploy.pipeline.demo;
