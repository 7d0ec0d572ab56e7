/** What every training here is made of: the head, dropout, and an Adam whose state can be saved. */
package io.qahan.trainer.gradient;
