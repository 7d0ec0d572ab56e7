/** Training the whole network offline, as the paper does (Algorithm 1). */
package io.qahan.trainer.paper;
