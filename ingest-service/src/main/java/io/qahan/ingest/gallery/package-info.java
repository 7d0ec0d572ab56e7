/**
 * The pictures on the live page: recent images with the masks over them, followed only while
 * somebody looks. Start with {@link io.qahan.ingest.gallery.Pictures}; only the page calls in.
 */
package io.qahan.ingest.gallery;
