// Everything on the page that is a number or a word.
import {at, clock, fact, make, millis, number, percent, say} from './format.js';
import * as matrix from './matrix.js';
import {named} from './names.js';

let first = {version: 'none', known: 'untrained'};
/** What version 0 of the head is: zeros, or that of a model file. */
export const setTrained = trained => {
  first = trained ? {version: 'v0', known: 'of the model file'} : {version: 'none', known: 'untrained'};
};

/** The tiles on top. */
export function numbers(now) {
  const health = at('health');
  say('health', now.health);
  health.className = `pill ${now.ready ? 'good' : 'bad'}`;
  say('rate', number(now.perSecond, 1));
  say('answered', number(now.answered));
  say('accuracy', percent(now.score.recent));
  say('accuracy-of', now.score.scored === 0
    ? 'no labels yet'
    : `last ${number(Math.min(now.score.scored, now.score.window))}; all ${percent(now.score.accuracy)}`);
  say('head', now.head === 0 ? first.version : `v${now.head}`);
  say('pending', number(now.pending));
  say('taken', `${number(now.images)} taken here`);
  say('degraded', number(now.degraded));
  say('degraded-share', now.answered === 0 ? 'of all answers' : `${percent(now.degraded / now.answered, 2)} of all answers`);
  say('dead', number(now.deadLetters));
  at('degraded-tile').classList.toggle('warn', now.degraded > 0.01 * now.answered);
  at('dead-tile').classList.toggle('warn', now.deadLetters > 0);
}

/** What comes twice a second. */
export function details(now) {
  const head = now.heads.at(-1);
  say('head-of', head && head.examples > 0 ? `${number(head.examples)} labels learned${corrected(head)}` : first.known);
  warnings(now.warnings);
  busiest(now.solvers);
  solvers(now.solvers);
  outcomes(now.outcomes);
  chain(now.chain);
  classes(now.classes);
  stages(now.stages);
  deadLetters(now.deadLetters, now.causes);
  order(now.order);
}

const corrected = head => head.corrections === 0 ? '' : `, ${number(head.corrections)} corrected`;

/** A screen reader hears a warning when it comes, not twice a second. */
function warnings(now) {
  const list = at('warnings');
  if (list.dataset.shown === now.join('\n')) return;
  list.dataset.shown = now.join('\n');
  list.hidden = now.length === 0;
  list.replaceChildren(...now.map(sentence => make('li', '', sentence)));
}

function busiest(all) {
  const solver = all.reduce((most, next) => most && most.solves >= next.solves ? most : next, null);
  say('solve-p99', solver ? `${millis(solver.p99)} ms` : '–');
  say('solve-p50', solver ? `p50 ${millis(solver.p50)} ms` : 'p50 –');
  say('gain', solver ? percent(solver.gain, 2) : '–');
  say('better', solver ? `better in ${percent(solver.better, 0)}` : 'mean energy gain');
}

function solvers(all) {
  if (all.length === 0) return;
  at('solvers').replaceChildren(...all.map(solver => row(['solver', solver.solver],
    ['solves', number(solver.solves)], ['p50 ms', millis(solver.p50)], ['p95 ms', millis(solver.p95)], ['p99 ms', millis(solver.p99)],
    ['energy below greedy', percent(solver.gain, 2)], ['better than greedy', percent(solver.better)])));
}

/** A row of a table, whose cells know what they are where a narrow screen stacks them; roles stay when a style changes what is shown. */
function row(...cells) {
  const line = make('tr', '', ...cells.map(([label, text], place) => {
    const cell = make('td', place > 0 ? 'n' : '', text);
    cell.dataset.label = label;
    cell.setAttribute('role', 'cell');
    return cell;
  }));
  line.setAttribute('role', 'row');
  return line;
}

const WAYS = [
  ['solved', 'by the first solver'],
  ['fallback', 'by a later solver'],
  ['expired', 'greedy, no time left'],
  ['degraded', 'degraded: greedy at the deadline'],
];

function outcomes(now) {
  say('outcomes-of', number(now.answers));
  const strip = at('outcomes');
  strip.hidden = now.answers === 0;
  strip.replaceChildren(...WAYS.filter(([way]) => now[way] > 0).map(([way, meaning]) => {
    const part = make('span', way);
    part.style.flexGrow = now[way];
    return part;
  }));
  at('outcomes-key').replaceChildren(...WAYS.map(([way, meaning]) =>
    make('li', way, `${meaning} ${now.answers === 0 ? '' : percent(now[way] / now.answers, 2)}`)));
}

function chain(now) {
  if (!now.known) {
    at('chain').replaceChildren();
    say('chain-note', 'Breakers and the QPU budget are the workers’ own. No worker runs in this process; ask theirs: /metrics of each worker, qahan_solver_breaker, qahan_solver_fallbacks_total and qahan_dwave_budget_left.');
    return;
  }
  const solvers = now.solvers.flatMap(solver => fact(solver.solver, breaker(solver, now.workers), ` ${passedOver(solver)}`));
  at('chain').replaceChildren(
    ...fact('workers here', `${number(now.workers)}, ${number(now.inFlight)} requests in flight`),
    ...fact('QPU budget', now.budgetSeconds == null ? 'no D-Wave in the chain' : `${number(now.budgetSeconds, 2)} s left`),
    ...solvers);
  say('chain-note', 'An open breaker keeps its solver out until it is tried again.');
}

function breaker({open, onTrial}, workers) {
  const share = count => workers === 1 ? '' : ` in ${count} of ${workers}`;
  if (open > 0) return make('span', 'badge bad', `breaker open${share(open)}`);
  if (onTrial > 0) return make('span', 'badge warn', `breaker on trial${share(onTrial)}`);
  return make('span', 'badge', 'breaker closed');
}

const passedOver = solver => {
  const reasons = Object.entries(solver.passedOver).map(([reason, count]) => `${reason} ${number(count)}`);
  return reasons.length === 0 ? 'never passed over' : `passed over: ${reasons.join(', ')}`;
};

function stages(times) {
  at('stages').replaceChildren(...Object.entries(times).map(([stage, t]) =>
    row(['stage', stage], ['p50', millis(t.p50)], ['p95', millis(t.p95)], ['p99', millis(t.p99)])));
}

/** The worst first: accuracy hides them where most images are of another class. */
function classes(now) {
  const worst = now.rows.find(one => one.number === now.least);
  say('classes-of', now.images === 0
    ? 'No labels yet.'
    : `Answers to the newest ${number(now.images)} labelled images: kappa ${number(now.kappa, 3)}${worst ? `, least recall ${percent(worst.recall)} (${named(worst.number)})` : ''}.`);
  matrix.show(now.matrix);
  at('classes').replaceChildren(...now.rows.map(one => row(['class', named(one.number)],
    ['images', number(one.images)], ['recall', percent(one.recall)], ['precision', percent(one.precision)],
    ['taken for', one.taken == null ? '' : `${named(one.taken)} (${number(one.mistaken)})`])));
}

function deadLetters(letters, causes) {
  say('dead-causes', causes.length === 0
    ? 'None since ingest started.'
    : causes.map(({cause, count}) => `${cause || 'no cause given'} ${number(count)}`).join(', '));
  at('dead-letters').replaceChildren(...letters.map(letter => make('li', '',
    make('b', '', letter.cause || 'no cause given'), ` ${letter.topic}, key ${letter.key || 'none'}, ${clock(letter.at)}`,
    make('div', 'soft', letter.message))));
}

function order(last) {
  say('order', last == null
    ? ''
    : `Last control: ${last.action.toLowerCase().replace('_', ' ')}${last.version == null ? '' : ` version ${last.version}`}, by ${last.issuedBy || 'nobody named'}${last.reason ? ` (${last.reason})` : ''}, ${new Date(last.at).toLocaleString('en-GB')}.`);
}
