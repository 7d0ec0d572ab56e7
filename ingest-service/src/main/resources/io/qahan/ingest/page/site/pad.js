// A field to draw on, for the pointer and for the keyboard, and the image that comes of it.

const STEP = 10;
const BOX = 20 / 28; // digits of MNIST fill 20 of 28 pixels, centred by their mass

/** Makes a canvas a drawing field; returns what can be done with it. */
export function pad(canvas, send) {
  const context = canvas.getContext('2d', {willReadFrequently: true});
  let last = null;
  let pen = null; // the keyboard's pen
  let dirty = false;

  const clear = () => {
    context.fillStyle = '#000';
    context.fillRect(0, 0, canvas.width, canvas.height);
    dirty = false;
    pen = null;
  };

  const stroke = (from, to) => {
    context.strokeStyle = '#fff';
    context.lineWidth = canvas.width / 13;
    context.lineCap = context.lineJoin = 'round';
    context.beginPath();
    context.moveTo(from.x, from.y);
    context.lineTo(to.x + 0.01, to.y);
    context.stroke();
    dirty = true;
  };

  const point = event => {
    const box = canvas.getBoundingClientRect();
    return {
      x: (event.clientX - box.left) * canvas.width / box.width,
      y: (event.clientY - box.top) * canvas.height / box.height,
    };
  };

  canvas.addEventListener('pointerdown', event => {
    canvas.setPointerCapture(event.pointerId);
    last = point(event);
    stroke(last, last);
  });
  canvas.addEventListener('pointermove', event => {
    if (!last) return;
    const next = point(event);
    stroke(last, next);
    last = next;
  });
  for (const end of ['pointerup', 'pointercancel']) canvas.addEventListener(end, () => { last = null; });

  const MOVES = {ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1]};
  canvas.addEventListener('keydown', event => {
    if (event.key === 'Enter') {
      event.preventDefault();
      send();
      return;
    }
    pen ??= {x: canvas.width / 2, y: canvas.height / 4, down: false};
    if (event.key === ' ') {
      event.preventDefault();
      pen.down = !pen.down;
      if (pen.down) stroke(pen, pen);
    } else if (MOVES[event.key]) {
      event.preventDefault();
      const [dx, dy] = MOVES[event.key];
      const clamp = (value, most) => Math.min(most - STEP, Math.max(STEP, value));
      const next = {x: clamp(pen.x + dx * STEP, canvas.width), y: clamp(pen.y + dy * STEP, canvas.height), down: pen.down};
      if (pen.down) stroke(pen, next);
      pen = next;
    }
    canvas.setAttribute('aria-label', pen
      ? `Drawing field, pen ${pen.down ? 'down' : 'up'} at column ${Math.round(pen.x / STEP)}, row ${Math.round(pen.y / STEP)} of ${canvas.width / STEP}`
      : 'Drawing field');
  });

  clear();
  return {clear, isEmpty: () => !dirty, image: shape => centred(canvas, context, shape)};
}

/** The drawing as the data set has its digits: its box scaled to 20 of 28 pixels, its mass centred. */
function centred(canvas, context, {height, width}) {
  const {data} = context.getImageData(0, 0, canvas.width, canvas.height);
  let [left, top, right, bottom] = [canvas.width, canvas.height, 0, 0];
  let [mass, massX, massY] = [0, 0, 0];
  for (let y = 0; y < canvas.height; y++) {
    for (let x = 0; x < canvas.width; x++) {
      const value = data[4 * (y * canvas.width + x)];
      if (value === 0) continue;
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = Math.max(bottom, y);
      mass += value;
      massX += value * x;
      massY += value * y;
    }
  }
  const small = document.createElement('canvas');
  small.width = width;
  small.height = height;
  const target = small.getContext('2d');
  target.fillStyle = '#000';
  target.fillRect(0, 0, width, height);
  target.imageSmoothingQuality = 'high';
  const scale = BOX * Math.min(width, height) / Math.max(right - left + 1, bottom - top + 1);
  target.setTransform(scale, 0, 0, scale, width / 2 - scale * massX / mass, height / 2 - scale * massY / mass);
  target.drawImage(canvas, 0, 0);
  return small;
}
