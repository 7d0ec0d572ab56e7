// Images with their masks: the moving list, and the one that was picked.
import {at, clock, fact, make, millis, number, percent, say} from './format.js';
import {nameIn, named} from './names.js';

const SHOWN = 24;
const MASK = [255, 170, 40];

let input = {channels: 1, height: 28, width: 28};
let blocks = 0;
let picked = null;
const held = [];
const shown = new Map(); // id -> {picture, button}
let chosen = () => {};

/** What the model sees, and how many blocks its masks choose from. */
export const setModel = setup => {
  input = setup.input;
  blocks = setup.grid.rows * setup.grid.columns;
};

/** Who else is told which picture somebody chose. */
export const whenChosen = listener => { chosen = listener; };

const bytes = base64 => Uint8Array.from(atob(base64), c => c.charCodeAt(0));

/** Draws the pixels, and over them what the mask kept: bright where kept, dim where not. */
export function draw(canvas, picture, masked) {
  const {channels, height, width} = input;
  const size = height * width;
  canvas.width = width;
  canvas.height = height;
  if (!picture.pixels) return;
  const pixels = bytes(picture.pixels);
  if (pixels.length !== channels * size) return; // of a version of the model that took others
  const alpha = masked && picture.overlay ? bytes(picture.overlay.alpha) : null;
  const context = canvas.getContext('2d');
  const image = context.createImageData(width, height);
  for (let i = 0; i < size; i++) {
    const kept = alpha ? alpha[i] / 255 : 0;
    for (let c = 0; c < 3; c++) {
      const value = pixels[channels === 3 ? c * size + i : i];
      image.data[4 * i + c] = alpha ? value * (0.4 + 0.6 * kept) * (1 - 0.45 * kept) + MASK[c] * 0.45 * kept : value;
    }
    image.data[4 * i + 3] = 255;
  }
  context.putImageData(image, 0, 0);
}

const verdictOf = picture => picture.label == null ? '' : picture.label === picture.predicted ? 'right' : 'wrong';

const describe = picture => {
  const verdict = {'': 'label not known yet', right: 'right', wrong: `wrong, it is ${named(picture.label)}`}[verdictOf(picture)];
  return `Class ${nameIn(picture, picture.predicted)} with ${percent(picture.probabilities[picture.predicted], 0)}, ${verdict}, mask by ${picture.solver}`
    + (picture.degraded ? ', degraded' : '');
};

function dress(entry) {
  const {picture, button} = entry;
  const verdict = verdictOf(picture);
  button.className = `picture ${verdict}`;
  button.setAttribute('aria-label', describe(picture));
  button.querySelector('.sign').textContent = {'': '·', right: '✓', wrong: `✗ ${named(picture.label)}`}[verdict];
}

function tile(picture) {
  const canvas = make('canvas');
  draw(canvas, picture, at('masks').checked);
  const answer = make('span', 'answer',
    make('b', '', nameIn(picture, picture.predicted)), // cut where it is long; whole when picked
    make('span', '', percent(picture.probabilities[picture.predicted], 0)),
    make('span', 'sign'));
  const button = make('button', 'picture', canvas, answer);
  button.type = 'button';
  button.setAttribute('aria-pressed', 'false');
  button.addEventListener('click', () => pick(picture));
  const entry = {picture, button};
  dress(entry);
  shown.set(picture.id, entry);
  return make('li', '', button);
}

const looking = () => at('stream').matches(':hover') || at('stream').querySelector(':focus-visible') != null;

/** Adds pictures, the newest first; holds still while somebody points at the list or moves through it with the keyboard. */
export function show(pictures) {
  held.push(...pictures);
  held.splice(0, Math.max(0, held.length - SHOWN));
  if (!looking()) release();
}

function release() {
  const list = at('stream');
  for (const picture of held.splice(0)) {
    if (shown.has(picture.id)) continue;
    list.prepend(tile(picture));
    while (list.children.length > SHOWN) list.lastElementChild.remove();
  }
  if (shown.size > 3 * SHOWN) {
    for (const [id, entry] of shown) {
      if (!entry.button.isConnected && entry.picture !== picked) shown.delete(id);
    }
  }
  if (list.children.length > 0) {
    say('stream-note', 'A sample; it holds still while you point at it. ✓ right, ✗ wrong and the true class, · not known yet.');
  }
}

/** Whether there are answers, though none of them can be shown yet. */
export function flowing(answered) {
  if (at('stream').children.length > 0) return;
  say('stream-note', answered === 0
    ? 'Waiting for the first image.'
    : `${number(answered)} images are answered. Those that come from now on are shown here.`);
}

/** Labels by image id, as they become known; a later one corrects an earlier one. */
export function verdicts(labels) {
  for (const [id, label] of Object.entries(labels)) {
    for (const picture of held) {
      if (picture.id === id) picture.label = label;
    }
    const entry = shown.get(id);
    if (entry && entry.picture.label !== label) {
      entry.picture.label = label;
      dress(entry);
    }
    if (picked?.id === id && picked.judged !== label) {
      picked.label = label;
      judge(picked);
    }
  }
}

/** Shows one image large, with all that is known of it. */
export function pick(picture) {
  picked = picture;
  at('picked-none').hidden = true;
  at('picked-view').hidden = false;
  for (const {picture: other, button} of shown.values()) {
    button.setAttribute('aria-pressed', String(other.id === picture.id));
  }
  draw(at('picked-image'), picture, false);
  draw(at('picked-mask'), picture, true);
  say('picked-peak', picture.overlay
    ? `Lit: what the mask kept, ${number(picture.kept)} of ${number(blocks)} blocks.`
    : 'Its mask is of another version of the model.');
  judge(picture);
  classes(picture);
  facts(picture);
  stages(picture);
  chosen(picture);
}

function judge(picture) {
  picture.judged = picture.label;
  const verdict = verdictOf(picture);
  at('picked-verdict').className = `verdict ${verdict}`;
  say('picked-verdict', `Class ${nameIn(picture, picture.predicted)}, ${percent(picture.probabilities[picture.predicted])}`
    + {'': '', right: ' – right', wrong: ` – wrong, it is ${named(picture.label)}`}[verdict]);
}

function classes(picture) {
  at('picked-classes').replaceChildren(...picture.probabilities.map((probability, index) => {
    const fill = make('div', 'fill');
    fill.style.width = `${100 * probability}%`;
    return make('li', index === picture.predicted ? 'top' : '',
      make('span', '', nameIn(picture, index)), make('div', 'track', fill), make('span', 'n', percent(probability)));
  }));
}

function facts(picture) {
  const gain = picture.greedyEnergy === 0 ? null : (picture.greedyEnergy - picture.energy) / Math.abs(picture.greedyEnergy);
  at('picked-facts').replaceChildren(
    ...fact('image', picture.id),
    ...fact('mask by', `${picture.solver}, ${picture.degraded ? 'degraded: greedy at the deadline' : picture.outcome.toLowerCase()}, keeps ${picture.kept} blocks`),
    ...fact('energy', `${number(picture.energy, 4)}; greedy ${number(picture.greedyEnergy, 4)} (${percent(gain, 2)} below)`),
    ...fact('bound', picture.lowerBound == null ? 'none known' : number(picture.lowerBound, 4)),
    ...fact('head', `version ${picture.headVersion}, answered at ${clock(picture.predictedAt)}`));
}

const ORDER = ['decode', 'conv', 'greedy', 'queue', 'solve', 'classify', 'total'];

function stages(picture) {
  const total = Math.max(picture.stageMillis.total ?? 0, ...Object.values(picture.stageMillis));
  at('picked-stages').replaceChildren(...ORDER.filter(stage => picture.stageMillis[stage] != null).map(stage => {
    const fill = make('div', 'fill');
    fill.style.width = `${total > 0 ? 100 * picture.stageMillis[stage] / total : 0}%`;
    return make('div', '', make('span', '', stage), make('div', 'track', fill), make('span', 'n', `${millis(picture.stageMillis[stage])} ms`));
  }));
}

/** Wires the list up. */
export function start() {
  at('stream').addEventListener('mouseleave', release);
  at('stream').addEventListener('focusout', () => setTimeout(() => { if (!looking()) release(); }));
  at('masks').addEventListener('change', event => {
    for (const {picture, button} of shown.values()) draw(button.querySelector('canvas'), picture, event.target.checked);
  });
}
