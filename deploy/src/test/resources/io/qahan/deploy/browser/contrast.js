// Texts of the page whose contrast with what is behind them is too low (WCAG 2.2, 1.4.3), and how many were looked at.
const paper = new OffscreenCanvas(1, 1).getContext('2d', {willReadFrequently: true});

/** Red, green, blue and alpha, 0 to 255, of any CSS colour. */
const rgba = colour => {
  paper.clearRect(0, 0, 1, 1);
  paper.fillStyle = colour;
  paper.fillRect(0, 0, 1, 1);
  return [...paper.getImageData(0, 0, 1, 1).data];
};

const over = (top, below) => below.map((value, i) => top[i] * top[3] / 255 + value * (1 - top[3] / 255));

const behind = element => {
  const layers = [];
  for (let each = element; each; each = each.parentElement) layers.unshift(rgba(getComputedStyle(each).backgroundColor));
  return layers.reduce((below, top) => over(top, below), [255, 255, 255]);
};

const opacity = element => {
  let product = 1;
  for (let each = element; each; each = each.parentElement) product *= Number(getComputedStyle(each).opacity);
  return product;
};

const luminance = colour => {
  const [r, g, b] = colour.map(value => value / 255).map(value => value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};

const ratio = (one, other) => {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
};

const faint = [];
let checked = 0;
const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (texts.nextNode()) {
  const text = texts.currentNode.textContent.trim();
  const element = texts.currentNode.parentElement;
  if (text === '' || ['SCRIPT', 'NOSCRIPT'].includes(element.tagName) || !element.checkVisibility() || element.closest(':disabled')) continue;
  const style = getComputedStyle(element);
  const ground = behind(element);
  const ink = rgba(element instanceof SVGElement ? style.fill : style.color);
  ink[3] *= opacity(element);
  const size = parseFloat(style.fontSize);
  const large = size >= 24 || size >= 18.66 && Number(style.fontWeight) >= 700;
  const contrast = ratio(over(ink, ground), ground);
  checked++;
  if (contrast < (large ? 3 : 4.5)) faint.push(`${contrast.toFixed(2)}: ${text.slice(0, 40)}`);
}
return {checked, faint};
