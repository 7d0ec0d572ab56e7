// Three captions for a first visit. They go once somebody has read them, and come back when asked for.
import {at} from './format.js';

const KEY = 'qahan-read';

const wasRead = () => {
  try {
    return localStorage.getItem(KEY) != null;
  } catch {
    return false; // a private window: every visit is the first
  }
};

function show(shown) {
  for (const caption of document.querySelectorAll('.caption')) caption.hidden = !shown;
  at('captions').textContent = shown ? 'Got it' : 'What is this?';
}

/** Shows them unless they were read before, and wires the button up. */
export function start() {
  let shown = !wasRead();
  show(shown);
  at('captions').addEventListener('click', () => {
    shown = !shown;
    show(shown);
    try {
      localStorage.setItem(KEY, 'yes');
    } catch {
      // they go for this visit
    }
  });
}
