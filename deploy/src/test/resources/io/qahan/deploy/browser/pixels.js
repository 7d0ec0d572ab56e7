// Of each canvas that the selector finds: how many pixels are bright, and how many have a colour.
return [...document.querySelectorAll(arguments[0])].map(canvas => {
  const {data} = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  let [bright, coloured] = [0, 0];
  for (let i = 0; i < data.length; i += 4) {
    if (data[i] > 100) bright++;
    if (data[i] - data[i + 2] > 8) coloured++;
  }
  return {bright, coloured};
});
