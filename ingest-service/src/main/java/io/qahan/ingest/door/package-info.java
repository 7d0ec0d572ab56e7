/**
 * The door for images over HTTP: in they go, and their predictions come out, now or later. Start at
 * {@link io.qahan.ingest.door.ImageRoutes}; other protocols come through {@link
 * io.qahan.ingest.door.ImageDoor}, and the service registers the routes.
 */
package io.qahan.ingest.door;
