// What a narrow screen keeps folded, so that the page is short there; a wide one has it all open.

const narrow = matchMedia('(max-width: 46rem)');

/** Folds now, and again whenever the width changes from one to the other. */
export function start() {
  const fold = () => {
    for (const part of document.querySelectorAll('details.fold')) part.open = !narrow.matches;
  };
  fold();
  narrow.addEventListener('change', fold);
}
