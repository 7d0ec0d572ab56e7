/**
 * Uploads of problems that are too large to be submitted as they are. Start at {@link
 * io.qahan.dwave.upload.MultipartUpload}; {@code sapi} calls in.
 */
package io.qahan.dwave.upload;
