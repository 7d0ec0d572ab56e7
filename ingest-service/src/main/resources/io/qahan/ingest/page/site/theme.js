// Light, dark, or as the system has it; kept from visit to visit where the browser allows it.
import {at} from './format.js';

const KEY = 'qahan-theme';
const NEXT = {system: 'light', light: 'dark', dark: 'system'};

const stored = () => {
  try {
    return localStorage.getItem(KEY) in NEXT ? localStorage.getItem(KEY) : 'system';
  } catch {
    return 'system';
  }
};

function apply(theme) {
  if (theme === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  at('theme').textContent = `Theme: ${theme}`;
}

/** Wires the button up. */
export function start() {
  let theme = stored();
  apply(theme);
  at('theme').addEventListener('click', () => {
    theme = NEXT[theme];
    apply(theme);
    try {
      localStorage.setItem(KEY, theme);
    } catch {
      // a private window: the choice lasts as long as the page
    }
  });
}
