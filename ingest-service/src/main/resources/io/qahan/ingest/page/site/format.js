// Numbers and small pieces of the page, in one place.

/** The element with that id; the page is broken without it. */
export const at = id => {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no element [${id}]`);
  return found;
};

const formats = new Map();
const formatOf = digits => {
  if (!formats.has(digits)) {
    formats.set(digits, new Intl.NumberFormat('en', {minimumFractionDigits: digits, maximumFractionDigits: digits}));
  }
  return formats.get(digits);
};

export const number = (value, digits = 0) => value == null ? '–' : formatOf(digits).format(value);
export const percent = (share, digits = 1) => share == null ? '–' : `${number(100 * share, digits)} %`;

/** Milliseconds to three digits, whatever their size. */
export const millis = value => {
  if (value == null) return '–';
  const digits = value >= 100 ? 0 : value >= 10 ? 1 : value >= 1 ? 2 : 3;
  return number(value, digits);
};

export const clock = epoch => new Date(epoch).toLocaleTimeString('en-GB');

/** Sets a text only if it differs, so that nothing is laid out or read out without need. */
export const say = (id, text) => {
  const element = at(id);
  if (element.textContent !== text) element.textContent = text;
};

/** An element of HTML with a class, a text and children. */
export const make = (name, className, ...content) => {
  const element = document.createElement(name);
  if (className) element.className = className;
  element.append(...content);
  return element;
};

/** A term and what there is to say about it, for a definition list. */
export const fact = (term, ...content) => [make('dt', '', term), make('dd', '', ...content)];
