import type { PageData } from '../page-data.js';
import { createControls } from './controls.js';
import { createDetailPanel } from './detail.js';
import { findElement } from './element.js';
import { applyFilters, NO_FILTERS, type Filters } from './filter.js';
import { createGrid } from './grid.js';
import { NARROW, startsWithWords } from './layout.js';
import { readMatrix } from './matrix.js';
import { createPrint } from './print.js';
import { showFindings, showReadout, showStatus, showSubtitle } from './summary.js';
import { createTheme } from './theme.js';

const matrix = readMatrix(JSON.parse(findElement('audit', HTMLElement).textContent) as PageData);
const words = findElement('words', HTMLButtonElement);
let view = applyFilters(matrix, NO_FILTERS);
let hasWords = startsWithWords(matrix.columns.length);

const detail = createDetailPanel(matrix, () => grid.focus());

const grid = createGrid(matrix, {
  onPoint: (place) => showReadout(matrix, place),
  onOpen: detail.open,
  onMove: detail.follow,
});

const show = (filters: Filters): void => {
  view = applyFilters(matrix, filters);
  controls.update(filters, view);
  showStatus(matrix, filters, view);
  grid.show(view, hasWords);
};

const controls = createControls(matrix, show);

const setWords = (state: boolean): void => {
  hasWords = state;
  words.setAttribute('aria-pressed', String(state));
  grid.show(view, state);
};

words.addEventListener('click', () => setWords(!hasWords));
matchMedia(NARROW).addEventListener('change', () => grid.show(view, hasWords));

document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape') {
    if (detail.close()) event.preventDefault();
    return;
  }
  const isTyping = event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement;
  if (event.key !== '/' || isTyping || event.ctrlKey || event.altKey || event.metaKey) return;
  event.preventDefault();
  controls.focusSearch();
});

createTheme();
createPrint(matrix, () => view);
showSubtitle(matrix);
showFindings(matrix);
show(NO_FILTERS);
setWords(hasWords);
