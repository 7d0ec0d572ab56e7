/**
 * What is wrong with a machine, a cluster or a running system, and what to do about it. Start at
 * {@link io.qahan.deploy.operate.doctor.DoctorCommand}; only the command line calls in.
 */
package io.qahan.deploy.operate.doctor;
