// What has the focus, and whether that shows.
const element = document.activeElement;
const ring = getComputedStyle(element.id === 'file' ? element.closest('.drop') : element);
return {
  name: element.id || element.value || element.getAttribute('href') || element.className || element.tagName,
  visible: ring.outlineStyle !== 'none' && parseFloat(ring.outlineWidth) >= 2,
};
