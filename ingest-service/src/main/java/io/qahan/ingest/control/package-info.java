/**
 * What an operator may ask over HTTP with the admin token: freeze, resume, pin, roll back. Start
 * with {@link io.qahan.ingest.control.ControlRoutes}; the ingest service registers its routes.
 */
package io.qahan.ingest.control;
