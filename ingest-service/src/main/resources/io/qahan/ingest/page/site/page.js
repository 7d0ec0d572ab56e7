// The live page: events in, everything else out.
import {accuracyChart, latencyCharts} from './charts.js';
import * as captions from './captions.js';
import * as desk from './desk.js';
import * as drift from './drift.js';
import * as fold from './fold.js';
import {at, say} from './format.js';
import * as model from './model.js';
import * as names from './names.js';
import * as numbers from './numbers.js';
import * as operate from './operate.js';
import * as pictures from './pictures.js';
import {listen, pace} from './stream.js';
import * as theme from './theme.js';
import * as upload from './upload.js';

let setup = null;
let paused = false;
let details = null;

const unlessPaused = handler => event => { if (!paused) handler(event); };

const handlers = {
  setup(event) {
    if (setup && setup.started !== event.started) {
      location.reload(); // another process: nothing on the page is its
      return;
    }
    setup = event;
    names.setClasses(setup.classNames);
    pictures.setModel(setup);
    desk.setClasses();
    numbers.setTrained(setup.trained);
    upload.setModel(setup);
    operate.show(setup.admin);
    model.setModel(setup);
  },
  numbers: unlessPaused(event => {
    numbers.numbers(event);
    pictures.flowing(event.answered);
  }),
  pictures: unlessPaused(pictures.show),
  verdicts: pictures.verdicts,
  details: unlessPaused(event => {
    details = event;
    numbers.details(event);
    drift.show(event);
    model.learned(event.heads.at(-1));
    desk.learned(event.heads.at(-1));
    operate.heads(event.heads);
    plot();
  }),
  queue: unlessPaused(desk.offer),
};

function plot() {
  if (!details || !setup) return;
  accuracyChart(details);
  latencyCharts(details.solvers, setup.bars);
}

const LINES = {open: 'live', lost: 'connection lost', silent: 'silent', full: 'too many pages'};

function state(now, message) {
  at('alert').hidden = message === '';
  say('alert', message);
  if (now !== 'open') say('line', LINES[now]);
}

/** Says once a second how many updates came and how many frames they took. */
function measure() {
  let before = {...pace};
  setInterval(() => {
    const received = pace.numbers - before.numbers;
    const frames = pace.frames - before.frames;
    before = {...pace};
    if (at('alert').hidden) say('line', `live: ${received} updates, ${frames} frames a second`);
  }, 1000);
}

at('pause').addEventListener('click', event => {
  paused = !paused;
  event.target.setAttribute('aria-pressed', String(paused));
  event.target.textContent = paused ? 'Resume' : 'Pause';
});
addEventListener('resize', plot);
document.addEventListener('toggle', plot, true); // a chart that was folded had no width

captions.start();
fold.start();
theme.start();
pictures.start();
upload.start();
desk.start();
operate.start();
listen(handlers, state);
measure();
window.qahan = {pace}; // for browser tests
