// What an operator can do. Shown only if ingest has an admin token; ingest checks it each time.
import {at} from './format.js';

const tell = (text, kind = '') => {
  at('controlled').className = `result ${kind}`;
  at('controlled').textContent = text;
};

export const show = allowed => { at('operate').hidden = !allowed; };

async function control(action) {
  const request = {action, reason: at('reason').value};
  const version = at('version').value;
  if ((action === 'pin' || action === 'roll-back') && version !== '') request.version = Number(version);
  tell('Asking …');
  try {
    const response = await fetch('control', {
      method: 'POST',
      headers: {'Content-Type': 'application/json', Authorization: `Bearer ${at('token').value}`},
      body: JSON.stringify(request),
    });
    const answer = await response.json();
    if (!response.ok) throw new Error(`${answer.error} ${answer.advice}`);
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
