// Elements that reach beyond the screen, or have more in them than they show, and how many were looked at.
const cut = [];
let checked = 0;
const wide = document.documentElement.clientWidth;
for (const element of document.body.querySelectorAll('*')) {
  if (!element.checkVisibility() || element.closest('.hidden, .skip, .hidden-input, thead, svg, noscript')) continue;
  const box = element.getBoundingClientRect();
  if (box.width === 0) continue;
  checked++;
  const name = element.id || element.className || element.tagName;
  if (box.left < -1 || box.right > wide + 1) cut.push(`${name} from ${box.left} to ${box.right} of ${wide}`);
  const ellipsis = getComputedStyle(element).textOverflow === 'ellipsis'; // long names of classes, on purpose
  if (!ellipsis && element.scrollWidth > element.clientWidth + 1 && getComputedStyle(element).display !== 'inline') {
    cut.push(`${name} shows ${element.clientWidth} of ${element.scrollWidth}`);
  }
}
return {checked, cut};
