// Plots as SVG, drawn anew when their numbers change.
import {at, clock, make, millis, number, percent, say} from './format.js';

const SVG = 'http://www.w3.org/2000/svg';

const shape = (name, attributes, text) => {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  if (text != null) element.textContent = text;
  return element;
};

const canvas = (width, height, label) => {
  const svg = shape('svg', {width, height, viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': label});
  return svg;
};

/** Accuracy against time; heads as vertical lines, restored ones with their origin, drifts as lines with a diamond, steps of a retraining as lines with their name. */
export function accuracyChart(details) {
  const {accuracy, heads, drifts, retrainings} = details;
  const place = at('accuracy-chart');
  const width = Math.max(280, place.clientWidth);
  const height = width < 500 ? 160 : 250;
  const [left, right, top, bottom] = [44, 14, 26, 26];
  const trained = heads.filter(head => head.examples > 0);
  const times = accuracy.length > 1 ? accuracy.map(point => point.at) : [...accuracy, ...trained].map(point => point.at);
  if (times.length === 0) return;
  const from = Math.min(...times);
  const to = Math.max(...times, from + 1000);
  const x = time => left + (time - from) / (to - from) * (width - left - right);
  const y = share => top + (1 - share) * (height - top - bottom);
  const within = trained.filter(head => head.at >= from - (to - from) * 0.02 && head.at <= to + 1000);
  const noticed = drifts.filter(drift => drift.at >= from && drift.at <= to + 1000);
  const steps = retrainings.filter(step => stepNames[step.stage] && step.at >= from && step.at <= to + 1000);
  const text = `${summary(accuracy, within)}${driftText(noticed)}${retrainText(retrainings)}`;
  const svg = canvas(width, height, text);
  for (const share of [0, 0.25, 0.5, 0.75, 1]) {
    svg.append(
      shape('line', {class: 'grid', x1: left, x2: width - right, y1: y(share), y2: y(share)}),
      shape('text', {x: left - 8, y: y(share) + 4, 'text-anchor': 'end'}, `${100 * share} %`));
  }
  const ticks = Math.max(2, Math.floor(width / 160));
  for (let i = 0; i <= ticks; i++) {
    const time = from + i / ticks * (to - from);
    const anchor = i === 0 ? 'start' : i === ticks ? 'end' : 'middle';
    svg.append(shape('text', {x: x(time), y: height - 8, 'text-anchor': anchor}, clock(time)));
  }
  let named = -Infinity;
  for (const head of within) {
    const at = Math.min(width - right, Math.max(left, x(head.at)));
    const restored = head.restoredFrom != null;
    svg.append(shape('line', {class: restored ? 'head restored' : 'head', x1: at, x2: at, y1: top, y2: height - bottom}));
    svg.append(shape('circle', {class: 'score', cx: at, cy: y(head.accuracy), r: 2}));
    if (restored || at - named > 46) {
      const name = restored ? `v${head.version}=v${head.restoredFrom}` : `v${head.version}`;
      if (at - named > 46) svg.append(shape('text', {class: 'mark-name', x: at, y: top - 10, 'text-anchor': at > width - 60 ? 'end' : 'middle'}, name));
      named = at;
    }
  }
  const path = key => accuracy.map((point, i) => `${i ? 'L' : 'M'}${x(point.at).toFixed(1)} ${y(point[key]).toFixed(1)}`).join('');
  if (accuracy.length > 1) {
    svg.append(shape('path', {class: 'overall', d: path('overall')}), shape('path', {class: 'served', d: path('recent')}));
  }
  for (const drift of noticed) {
    const at = Math.min(width - right, x(drift.at));
    svg.append(
      shape('line', {class: 'drift', x1: at, x2: at, y1: top, y2: height - bottom}),
      shape('path', {class: 'drift', d: `M${at} ${height - bottom - 11}l5 5l-5 5l-5 -5z`}),
      shape('text', {class: 'drift', x: at > width - 60 ? at - 9 : at + 9, y: height - bottom - 6, 'text-anchor': at > width - 60 ? 'end' : 'start'}, 'drift'));
  }
  let lower = false;
  for (const step of steps) {
    const at = Math.min(width - right, x(step.at));
    lower = !lower; // names of steps that follow each other stand on two lines
    svg.append(
      shape('line', {class: 'retrain', x1: at, x2: at, y1: top, y2: height - bottom}),
      shape('text', {class: 'retrain', x: at > width - 90 ? at - 4 : at + 4, y: height - bottom - (lower ? 22 : 36), 'text-anchor': at > width - 90 ? 'end' : 'start'}, stepNames[step.stage]));
  }
  place.replaceChildren(svg);
  say('accuracy-text', text);
}

/** A retraining that is asked for is not drawn: it begins at once, or its beginning says when. */
const stepNames = {BEGAN: 'retraining', SCORED: 'scored', PROMOTED: 'promoted', WITHHELD: 'withheld', FAILED: 'failed'};

const retrainText = steps => {
  const last = steps.at(-1);
  if (!last) return '';
  const scores = last.candidateAccuracy == null ? '' : ` The candidate got ${percent(last.candidateAccuracy)} of the newest images right, what served ${percent(last.servingAccuracy)}.`;
  const told = {
    DUE: 'A retraining is due',
    BEGAN: 'A retraining has begun',
    SCORED: 'A retraining has made a candidate',
    PROMOTED: `A retrained network was promoted as release ${number(last.release ?? 0)}`,
    WITHHELD: 'A retrained network was withheld',
    FAILED: `A retraining failed (${last.reason})`,
  }[last.stage] ?? 'A retraining goes on';
  return ` ${told}, ${clock(last.at)}.${scores}`;
};

const driftText = drifts => {
  const last = drifts.at(-1);
  return last
    ? ` The trainer noticed drift${drifts.length > 1 ? `, ${drifts.length} times,` : ''} ${drifts.length > 1 ? 'last ' : ''}at label ${number(last.example)}, about ${clock(last.at)}.`
    : '';
};

const summary = (accuracy, heads) => {
  const last = accuracy.at(-1);
  const served = last
    ? `${percent(last.recent)} of the last answers were right, ${percent(last.overall)} of all ${number(last.scored)} that have a label.`
    : 'No labels yet.';
  const head = heads.at(-1);
  return head
    ? `${served} ${heads.length} ${heads.length === 1 ? 'head' : 'heads'} in this span; version ${head.version} had learned from ${number(head.examples)} labels and scored ${percent(head.accuracy)} in training.`
    : served;
};

const decadeName = power => power >= 3 ? `${10 ** (power - 3)} s` : `${10 ** power} ms`;

/** One histogram a solver, all on one scale. */
export function latencyCharts(solvers, bars) {
  const filled = solvers.flatMap(solver => solver.bars.map((count, bar) => count > 0 ? bar : -1).filter(bar => bar >= 0));
  if (filled.length === 0) return;
  const first = Math.floor(Math.min(...filled) / bars.perDecade) * bars.perDecade;
  const last = Math.ceil((Math.max(...filled) + 1) / bars.perDecade) * bars.perDecade;
  const place = at('latency-charts');
  const beside = Math.max(1, Math.min(solvers.length, Math.floor(place.clientWidth / 290)));
  const width = Math.max(220, Math.floor(place.clientWidth / beside) - 40);
  place.replaceChildren(...solvers.map(solver => histogram(solver, bars, first, last, width)));
}

function histogram(solver, bars, first, last, width) {
  const [height, left, right, top, bottom] = [150, 8, 8, 26, 22];
  const label = `${solver.solver}: half of the solves within ${millis(solver.p50)} ms, 95 % within ${millis(solver.p95)} ms, 99 % within ${millis(solver.p99)} ms`;
  const svg = canvas(width, height, label);
  const most = Math.max(...solver.bars);
  const x = bar => left + (bar - first) / (last - first) * (width - left - right);
  const ofMillis = value => x(Math.min(last, Math.max(first, (Math.log10(value) - bars.first) * bars.perDecade)));
  for (let bar = first; bar < last; bar++) {
    const share = solver.bars[bar] / most;
    const tall = solver.bars[bar] > 0 ? Math.max(1.5, share * (height - top - bottom)) : 0;
    svg.append(shape('rect', {class: 'bar', x: x(bar) + 1, y: height - bottom - tall, width: Math.max(1, x(bar + 1) - x(bar) - 2), height: tall, rx: 1.5}));
  }
  svg.append(shape('line', {class: 'grid', x1: left, x2: width - right, y1: height - bottom, y2: height - bottom}));
  const each = Math.ceil(60 / (x(bars.perDecade) - x(0))) * bars.perDecade;
  for (let bar = first; bar <= last; bar += each) {
    const anchor = bar === first ? 'start' : bar === last ? 'end' : 'middle';
    svg.append(shape('text', {x: x(bar), y: height - 7, 'text-anchor': anchor}, decadeName(bars.first + bar / bars.perDecade)));
  }
  let free = -Infinity;
  for (const [name, value] of [['p50', solver.p50], ['p95', solver.p95], ['p99', solver.p99]]) {
    const mark = ofMillis(value);
    svg.append(shape('line', {class: 'mark', x1: mark, x2: mark, y1: top - 6, y2: height - bottom}));
    const place = Math.max(mark, free);
    svg.append(shape('text', {class: 'mark-name', x: place, y: 12, 'text-anchor': place > width - 40 ? 'end' : 'start'}, name));
    free = place + 26;
  }
  const caption = make('figcaption', '', make('b', '', solver.solver), ` ${number(solver.recent)} solves`);
  const figure = make('figure', '', caption);
  figure.append(svg);
  return figure;
}
