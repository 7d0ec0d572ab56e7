// An image of the visitor's, by file, by drop or by hand, on its way through the pipeline.
import {ask} from './ask.js';
import {at, make, millis, percent} from './format.js';
import {shown} from './labels.js';
import {pad} from './pad.js';
import {areDigits, nameIn} from './names.js';
import {pick} from './pictures.js';

const WAIT = '25s'; // less than ingest.http.max.wait is by default

let shape = {channels: 1, height: 28, width: 28};
let crops = false;

/** Which images the model takes; a drawing is offered where it knows what to make of one. */
export function setModel(setup) {
  shape = setup.input;
  crops = setup.otherSize === 'crop';
  at('drawing').hidden = !(shape.channels === 1 && areDigits());
}

const tell = (text, kind = '') => {
  at('sent').className = `result ${kind}`;
  at('sent').textContent = text;
};

async function classify(blob, note = '') {
  at('label-sent').hidden = true;
  tell('On its way through Kafka …');
  at('send').disabled = true;
  try {
    const begun = performance.now();
    const answer = await ask(`images?wait=${WAIT}`, {method: 'POST', headers: shown(), body: blob});
    if (answer.predicted == null) throw new Error(`${answer.note} The image ${answer.id} is in Kafka; are workers running?`);
    const took = performance.now() - begun;
    const picture = await ask(`live/images/${encodeURIComponent(answer.id)}`);
    picture.pixels ??= await pixelsOf(blob);
    pick(picture);
    tell(`Class ${nameIn(picture, picture.predicted)} with ${percent(picture.probabilities[picture.predicted])}, ${millis(took)} ms from here and back, mask by ${picture.solver}.${note}`, 'good');
    at('label-sent').hidden = false;
  } catch (error) {
    tell(error.message, 'bad');
  } finally {
    at('send').disabled = false;
  }
}

/** The pixels as ingest sees them, channel by channel, if the images topic did not bring them. */
async function pixelsOf(blob) {
  const {data} = (await scaled(await createImageBitmap(blob))).getContext('2d').getImageData(0, 0, shape.width, shape.height);
  const size = shape.width * shape.height;
  const pixels = new Uint8Array(shape.channels * size);
  for (let i = 0; i < size; i++) {
    const [r, g, b] = [data[4 * i], data[4 * i + 1], data[4 * i + 2]];
    if (shape.channels === 1) {
      pixels[i] = Math.round(0.299 * r + 0.587 * g + 0.114 * b);
    } else {
      pixels.set([r], i);
      pixels.set([g], size + i);
      pixels.set([b], 2 * size + i);
    }
  }
  let text = '';
  for (const value of pixels) text += String.fromCharCode(value); // at once they would be too many arguments
  return btoa(text);
}

async function scaled(bitmap) {
  const canvas = make('canvas');
  canvas.width = shape.width;
  canvas.height = shape.height;
  const context = canvas.getContext('2d');
  context.imageSmoothingQuality = 'high';
  context.drawImage(bitmap, ...middle(bitmap), 0, 0, shape.width, shape.height);
  return canvas;
}

/** The part of a picture that is scaled: where the model crops, as much of its middle as has the model's ratio. */
function middle({width, height}) {
  if (!crops) return [0, 0, width, height];
  const scale = Math.min(width / shape.width, height / shape.height);
  const [wide, high] = [scale * shape.width, scale * shape.height];
  return [(width - wide) / 2, (height - high) / 2, wide, high];
}

/** What was done to a picture of another size. */
function rescaled({width, height}) {
  const change = crops ? 'cut to its middle and scaled' : 'scaled';
  const ratio = !crops && width * shape.height !== height * shape.width ? ', which changes its proportions' : '';
  return ` It has ${width} × ${height} pixels and was ${change} to ${shape.width} × ${shape.height} here${ratio}.`;
}

const png = canvas => new Promise(done => canvas.toBlob(done, 'image/png'));

/** A file as it is if its size is right; scaled if not; as it is if it is no image, for ingest to say so. */
async function file(chosen) {
  tell(`Reading ${chosen.name} …`);
  let bitmap;
  try {
    bitmap = await createImageBitmap(chosen);
  } catch {
    return classify(chosen);
  }
  return bitmap.width === shape.width && bitmap.height === shape.height
    ? classify(chosen)
    : classify(await png(await scaled(bitmap)), rescaled(bitmap));
}

/** Wires the drop zone, the file field and the drawing field up. */
export function start() {
  const drawing = pad(at('draw'), () => sendDrawing());
  const sendDrawing = async () => {
    if (drawing.isEmpty()) {
      tell('Draw something first.', 'bad');
      return;
    }
    tell('Reading the drawing …');
    await classify(await png(drawing.image(shape)));
  };
  at('send').addEventListener('click', sendDrawing);
  at('clear').addEventListener('click', () => {
    drawing.clear();
    at('label-sent').hidden = true;
    tell('');
  });
  at('label-sent').addEventListener('click', () => { // it lies there already, as the last that was chosen
    at('desk').scrollIntoView({block: 'center'});
    at('desk').focus();
  });
  at('file').addEventListener('change', event => {
    if (event.target.files.length > 0) file(event.target.files[0]);
    event.target.value = '';
  });
  const zone = at('drop');
  for (const type of ['dragenter', 'dragover']) {
    document.addEventListener(type, event => { event.preventDefault(); zone.classList.add('over'); });
  }
  document.addEventListener('dragleave', event => { if (event.relatedTarget === null) zone.classList.remove('over'); });
  document.addEventListener('drop', event => {
    event.preventDefault();
    zone.classList.remove('over');
    if (event.dataTransfer.files.length > 0) file(event.dataTransfer.files[0]);
  });
}
