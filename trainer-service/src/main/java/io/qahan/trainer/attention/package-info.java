/** What stands between the convolutions and the head (eq. 15): the mask, and its rivals. */
package io.qahan.trainer.attention;
