// The confusion matrix of the newest labelled answers: a row a class, a column an answer.
import {at, make, number} from './format.js';
import {named} from './names.js';

let shown = '';

const head = (scope, index) => {
  const cell = make('th', '', named(index));
  cell.scope = scope;
  cell.title = named(index); // it is cut where it is long
  return cell;
};

/** A cell is as strong as the share of its class; of mistakes a few percent are to be seen. */
function cell(count, of, label, answer) {
  const one = make('td', label === answer ? 'right' : 'wrong', count > 0 ? number(count) : '');
  const share = of === 0 ? 0 : count / of;
  one.style.setProperty('--share', label === answer ? share : Math.min(1, 4 * share));
  if (count > 0) one.title = `${number(count)} of ${number(of)} images of ${named(label)} were answered ${named(answer)}`;
  return one;
}

/** Draws it anew where it has changed; nothing where there are too many classes, or no labels. */
export function show(counts) {
  const table = at('matrix');
  table.hidden = counts.length === 0;
  const now = JSON.stringify(counts);
  if (now === shown || counts.length === 0) return;
  shown = now;
  const corner = make('th', '', 'is \\ answered');
  corner.scope = 'col';
  const columns = make('tr', '', corner, ...counts.map((row, answer) => head('col', answer)));
  table.replaceChildren(
    make('thead', '', columns),
    make('tbody', '', ...counts.map((row, label) => {
      const of = row.reduce((sum, count) => sum + count, 0);
      return make('tr', '', head('row', label), ...row.map((count, answer) => cell(count, of, label, answer)));
    })));
}
