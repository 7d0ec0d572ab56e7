// The card of the model that serves.
import {at, fact, number, percent} from './format.js';

const NAMES = 12; // so many classes are named

let setup = null;
let head = null;

const day = epoch => new Date(epoch).toISOString().slice(0, 10);

/** Says what serves from now on. */
export function setModel(now) {
  setup = now;
  show();
}

/** Says how far its head has come. */
export function learned(newest) {
  if (newest?.version === head?.version) return;
  head = newest;
  show();
}

const version = ({release, modelVersion}) => {
  const hash = modelVersion === '' ? 'no model file' : modelVersion.slice(0, 8);
  return release > 0 ? `release ${release}, ${hash}` : hash;
};

const classes = ({classNames}) => {
  const named = classNames.slice(0, NAMES).join(', ');
  return `${number(classNames.length)}: ${named}${classNames.length > NAMES ? ', …' : ''}`;
};

const trained = ({made, convVersion}) => {
  if (!made) return `conv stack ${convVersion}; the head by this stream alone`;
  const score = made.accuracy == null ? '' : `; ${percent(made.accuracy, 2)} right of ${number(made.heldOut)} held out`;
  return `${made.dataset || 'nothing that the file names'}, ${day(made.at)}${score}`;
};

function show() {
  if (!setup) return;
  const {rows, columns, kept, layout, objective, output, inputs} = setup.grid;
  const {channels, height, width} = setup.input;
  at('model').replaceChildren(
    ...fact('name', setup.model),
    ...fact('version', version(setup)),
    ...fact('images', `${channels} × ${height} × ${width}`),
    ...fact('mask', `keeps ${number(kept)} of ${number(rows * columns)} blocks`),
    ...fact('layout', `${layout}, ${number(rows)} × ${number(columns)}`),
    ...fact('objective', objective),
    ...fact('classes', classes(setup)),
    ...fact('head', head
      ? `v${head.version}, ${number(head.examples)} labels learned`
      : setup.trained ? 'v0, of the model file' : 'untrained'),
    ...fact('head sees', `${number(inputs)} numbers, ${output}`),
    ...fact('trained on', trained(setup)));
}
