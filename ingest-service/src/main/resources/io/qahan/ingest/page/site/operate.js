// What an operator can do. Shown only if ingest has an admin token; ingest checks it each time.
import {ask} from './ask.js';
import {at, clock, make, number, percent} from './format.js';

const CHOICES = 100;

const tell = (text, kind = '') => {
  at('controlled').className = `result ${kind}`;
  at('controlled').textContent = text;
};

/** The heads to choose from, the newest first; the list stays while somebody chooses. */
export function heads(marks) {
  const list = at('version');
  const newest = marks.at(-1)?.version;
  if (list.dataset.newest === String(newest) || document.activeElement === list) return;
  list.dataset.newest = newest;
  const chosen = list.value;
  list.replaceChildren(list.options[0], ...marks.slice(-CHOICES).reverse().map(head => {
    const option = make('option', '', `v${head.version}, ${clock(head.at)}, ${number(head.examples)} labels, ${percent(head.accuracy)}`
      + (head.restoredFrom == null ? '' : `, v${head.restoredFrom} again`));
    option.value = head.version;
    return option;
  }));
  list.value = chosen;
  if (list.value !== chosen) list.value = '';
}

export const show = allowed => { at('operate').hidden = !allowed; };

async function control(action) {
  const request = {action, reason: at('reason').value};
  const version = at('version').value;
  if ((action === 'pin' || action === 'roll-back') && version !== '') request.version = Number(version);
  tell('Asking …');
  try {
    const answer = await ask('control', {
      method: 'POST',
      headers: {'Content-Type': 'application/json', Authorization: `Bearer ${at('token').value}`},
      body: JSON.stringify(request),
    });
    tell(`${answer.action}${answer.version == null ? '' : ` ${answer.version}`} is in Kafka. ${answer.note}`, 'good');
  } catch (error) {
    tell(error.message, 'bad');
  }
}

/** Wires the form up. */
export function start() {
  at('control').addEventListener('submit', event => {
    event.preventDefault();
    control(event.submitter?.value ?? 'freeze');
  });
}
