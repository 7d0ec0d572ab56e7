// Labels on their way to ingest, and what the browser keeps for them: the labeller's name from
// visit to visit, the admin token only as long as the tab is open.
import {Refused, ask} from './ask.js';
import {at} from './format.js';

const NAME = 'qahan-labeller';
const TOKEN = 'qahan-label-token';

const read = (store, key) => {
  try {
    return store().getItem(key) ?? '';
  } catch {
    return ''; // a browser that keeps nothing
  }
};

let token = read(() => sessionStorage, TOKEN);

/** A label that ingest does not take without the admin token. */
export class TokenWanted extends Error {}

/** Keeps the token for this tab; without one it is forgotten. */
export function useToken(text) {
  token = text;
  try {
    if (text === '') sessionStorage.removeItem(TOKEN);
    else sessionStorage.setItem(TOKEN, text);
  } catch {
    // it lasts as long as the page
  }
}

/** What a request shows to be let in; nothing without a token. */
export const shown = () => (token === '' ? {} : {Authorization: `Bearer ${token}`});

/** Sends a label, the name of a class; fails with what ingest said, a TokenWanted where it is the token that is missing or wrong. */
export async function send(id, name) {
  const headers = {'Content-Type': 'application/json', ...shown()};
  const by = at('labeller').value.trim();
  try {
    return await ask(`labels/${encodeURIComponent(id)}`, {
      method: 'POST',
      headers,
      body: JSON.stringify({class: name, by: by === '' ? 'live page' : by}),
    });
  } catch (error) {
    if (!(error instanceof Refused) || error.reason !== 'bad-token') throw new Error(`Not sent: ${error.message}`);
    const wrong = token !== '';
    useToken('');
    throw new TokenWanted(wrong
      ? 'Not sent: ingest does not know this token.'
      : 'Not sent: labels need a token here (ingest.http.admin.token or ingest.http.token).');
  }
}

/** Wires the name up. */
export function start() {
  at('labeller').value = read(() => localStorage, NAME);
  at('labeller').addEventListener('change', event => {
    try {
      localStorage.setItem(NAME, event.target.value.trim());
    } catch {
      // it lasts as long as the page
    }
  });
}
