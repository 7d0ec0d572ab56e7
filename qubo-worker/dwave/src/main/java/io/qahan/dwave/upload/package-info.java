/** Uploads of problems that are too large to be submitted as they are. */
package io.qahan.dwave.upload;
