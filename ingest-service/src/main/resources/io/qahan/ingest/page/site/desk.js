// The label desk: one image at a time, and a person says what it is. What comes next is what is
// most worth a label; an image that was chosen comes before that.
import {ask} from './ask.js';
import {at, make, number, percent, say} from './format.js';
import * as labels from './labels.js';
import {KEYED, areDigits, classNames, keyOf, nameIn, named, placeOf} from './names.js';
import {draw, whenChosen} from './pictures.js';

const GIVEN = 6;
const REMEMBERED = 2000;

let current = null; // the picture on the desk
let asked = 0; // a picture that comes after the next was asked for is not shown
let busy = false;
let unsent = null; // the picture and the label that wait for the token
let sent = 0;
let known = ''; // the names of the classes
let queue = [];
const done = new Set(); // labelled or skipped here
const given = new Map(); // id -> the picture, with the label that it was given here

const tell = (text, kind = '') => {
  at('desk-said').className = `result ${kind}`;
  say('desk-said', text);
};

const finished = id => {
  done.add(id);
  if (done.size > REMEMBERED) done.delete(done.values().next().value);
};

const best = picture => picture.probabilities
  .map((probability, index) => ({probability, index}))
  .sort((one, other) => other.probability - one.probability);

/** Which class of the model that serves has the name that a class had when the picture was answered; -1 for none. */
const today = (picture, index) => classNames().indexOf(nameIn(picture, index));

/** What the desk's buttons say, in their places: all classes in their order, or the most probable of many. */
const choices = picture => classNames().length <= KEYED
  ? classNames().map((name, index) => index)
  : best(picture).map(({index}) => index).slice(0, KEYED - 1).map(index => today(picture, index)).filter(index => index >= 0);

/** Puts an image on the desk. */
export function show(picture) {
  asked++;
  current = picture;
  at('desk-none').hidden = true;
  at('desk-view').hidden = false;
  at('desk-image').dataset.id = picture.id;
  draw(at('desk-image'), picture, false);
  const [first, second] = best(picture);
  const before = given.get(picture.id)?.label ?? picture.label;
  say('desk-guess', before != null
    ? `Labelled ${named(before)}. What is it?`
    : first.probability === second.probability
      ? 'What is it?'
      : `${nameIn(picture, first.index)} or ${nameIn(picture, second.index)}?`);
  say('desk-about', `${nameIn(picture, first.index)} with ${percent(first.probability, 0)}, ${nameIn(picture, second.index)} with ${percent(second.probability, 0)}, by head v${picture.headVersion}`);
  at('desk-right').replaceChildren(`Right: ${nameIn(picture, picture.predicted)} `, make('kbd', '', 'y'));
  const places = choices(picture);
  const group = at('desk-classes');
  group.classList.toggle('words', !areDigits());
  while (group.children.length > places.length) group.lastElementChild.remove();
  places.forEach((index, place) => {
    const button = group.children[place] ?? group.appendChild(make('button'));
    button.type = 'button';
    button.value = index;
    button.className = index === before ? 'known' : '';
    button.title = named(index); // two lines are shown of it
    button.replaceChildren(make('span', '', named(index)), ...areDigits() ? [] : [' ', make('kbd', '', keyOf(place))]);
  });
  at('desk-other').hidden = classNames().length <= KEYED;
}

/** Asks for the next image of the queue, and shows it unless another is chosen meanwhile. */
async function next() {
  const mine = ++asked;
  current = null;
  for (const {id} of queue) {
    if (done.has(id)) continue;
    const {picture, gone} = await fetched(id);
    if (mine !== asked) return;
    if (picture?.pixels && picture.label == null) {
      show(picture);
      thumbs();
      return;
    }
    if (!picture && !gone) break; // ingest is away: the same images again, later
    finished(id); // labelled meanwhile, or not at hand any more
  }
  at('desk-view').hidden = true;
  at('desk-none').hidden = false;
  thumbs();
}

/** A picture, or whether ingest says that there is none. */
async function fetched(id) {
  try {
    return {picture: await ask(`live/images/${encodeURIComponent(id)}`)};
  } catch (error) {
    return {gone: error.status === 404};
  }
}

async function choose(id) {
  const mine = ++asked;
  const picture = given.get(id) ?? (await fetched(id)).picture;
  if (mine !== asked) return;
  if (picture) show(picture);
  else tell('This image is not at hand any more.', 'bad');
}

const right = () => {
  if (!current) return;
  const index = today(current, current.predicted);
  if (index >= 0) label(index);
  else tell(`The model that serves has no class [${nameIn(current, current.predicted)}].`, 'bad');
};

async function label(index, picture = current) {
  if (!picture || busy) return;
  const before = given.get(picture.id)?.label ?? picture.label;
  busy = true;
  tell('Sending …');
  try {
    await labels.send(picture.id, named(index)); // what was read, should another model serve by now
    sent++;
    unsent = null;
    askForToken(false);
    tell(before == null || before === index
      ? `Sent: it is ${named(index)}. It counts once the trainer has it.`
      : `Sent as a correction: ${named(index)}, not ${named(before)}. It counts once the trainer has it.`, 'good');
    finished(picture.id);
    given.delete(picture.id);
    given.set(picture.id, {...picture, label: index});
    if (given.size > GIVEN) given.delete(given.keys().next().value);
    history();
    if (current === picture) await next();
  } catch (error) {
    tell(error.message, 'bad');
    if (error instanceof labels.TokenWanted) {
      unsent = {picture, index};
      askForToken(true);
    }
  } finally {
    busy = false;
  }
}

function askForToken(wanted) {
  at('desk-token').hidden = at('label-token-help').hidden = !wanted;
}

const skip = () => {
  if (!current || busy) return;
  finished(current.id);
  tell('');
  next();
};

/** Images to choose from; they hold still while somebody points at them. */
function thumbs() {
  const list = at('queue');
  if (list.matches(':hover') || list.querySelector(':focus-visible')) return;
  const waiting = queue.filter(({id}) => !done.has(id) && id !== current?.id).slice(0, GIVEN);
  at('queue-part').hidden = waiting.length === 0;
  list.replaceChildren(...waiting.map(candidate => thumb(candidate.id, small(candidate.id),
    `${candidate.className} or ${candidate.runnerUpName}`,
    `${candidate.className} or ${candidate.runnerUpName}, margin ${percent(candidate.margin, 0)}`)));
}

function history() {
  at('given-part').hidden = given.size === 0;
  at('given').replaceChildren(...[...given.values()].reverse().map(picture =>
    thumb(picture.id, redrawn(picture), named(picture.label), `Labelled ${named(picture.label)}: correct it`)));
}

function small(id) {
  const picture = make('img');
  picture.src = `live/thumbnails/${encodeURIComponent(id)}`;
  picture.alt = '';
  return picture;
}

function redrawn(picture) {
  const canvas = make('canvas'); // ingest may have let it go
  draw(canvas, picture, false);
  return canvas;
}

function thumb(id, picture, text, description) {
  const button = make('button', 'thumb', picture, make('span', '', text));
  button.type = 'button';
  button.setAttribute('aria-label', description);
  button.addEventListener('click', () => {
    at('desk').focus({preventScroll: true}); // the list is drawn anew, and keys would go nowhere
    choose(id);
  });
  return make('li', '', button);
}

/** What is most worth a label now. What lies on the desk stays there; if it has a label by now, the desk says so. */
export async function offer(event) {
  queue = event.candidates;
  thumbs();
  if (!current && !busy) {
    await next();
    return;
  }
  const picture = current;
  if (!picture || picture.label != null || given.has(picture.id)) return;
  const {picture: now} = await fetched(picture.id);
  if (now?.label != null && current === picture) {
    picture.label = now.label;
    show(picture);
  }
}

/** How much the head has learned, so that who labels sees it. */
export function learned(head) {
  const mine = sent === 0 ? '' : `You sent ${number(sent)}. `;
  say('desk-learned', `${mine}${head && head.examples > 0 ? `Head v${head.version} has learned ${number(head.examples)} labels.` : 'The head has learned no label yet.'}`);
}

/** The classes were named, maybe otherwise than before: then the numbers of labels mean others. */
export function setClasses() {
  if (classNames().join('\n') !== known) {
    known = classNames().join('\n');
    unsent = null;
    given.clear();
    history();
  }
  at('desk-classes').replaceChildren();
  at('desk-names').replaceChildren(...classNames().length <= KEYED ? [] : classNames().slice(0, REMEMBERED).map(name => {
    const option = make('option');
    option.value = name;
    return option;
  }));
  if (current) show(current);
}

function pressed(event) {
  const target = event.target;
  if (event.ctrlKey || event.altKey || event.metaKey || event.repeat || !current // a key held down is one answer
    || target.closest('input, select, textarea, canvas') || !target.closest('#desk, #stream')) return;
  const key = event.key.toLowerCase(); // with the capitals locked too
  if (key === 'y') right();
  else if (key === 's') skip();
  else if (/^[0-9]$/.test(event.key)) {
    const button = at('desk-classes').children[placeOf(event.key)];
    if (!button) return;
    label(Number(button.value));
  } else return;
  event.preventDefault();
}

function otherClass(event) {
  event.preventDefault();
  const text = at('desk-class').value.trim();
  const index = classNames().indexOf(text);
  if (index < 0) {
    tell(`There is no class [${text}].`, 'bad');
    return;
  }
  at('desk-class').value = '';
  label(index);
}

/** Wires the desk up. */
export function start() {
  labels.start();
  whenChosen(show);
  at('desk-right').addEventListener('click', right);
  at('desk-skip').addEventListener('click', skip);
  at('desk-classes').addEventListener('click', event => {
    const button = event.target.closest('button');
    if (button) label(Number(button.value));
  });
  at('desk-other').addEventListener('submit', otherClass);
  at('desk-token').addEventListener('submit', event => {
    event.preventDefault();
    labels.useToken(at('label-token').value);
    at('label-token').value = '';
    if (unsent) label(unsent.index, unsent.picture);
  });
  document.addEventListener('keydown', pressed);
}
