import { createElement, findElement } from './element.js';
import { isUnfiltered, listPlaces, NO_FILTERS, type Filters, type View } from './filter.js';
import type { Matrix } from './matrix.js';
import { formatNumber } from './words.js';

/** The search, the filters, and the legend, which also filters by verdict. */
export interface Controls {
  /** Shows the counts of a view. */
  readonly update: (filters: Filters, view: View) => void;
  readonly focusSearch: () => void;
  /** Clears all filters. */
  readonly clear: () => void;
}

/** Fills the controls and reports every change to the filters. */
export const createControls = (matrix: Matrix, onChange: (filters: Filters) => void): Controls => {
  const search = findElement('search', HTMLInputElement);
  const environment = findElement('environment', HTMLSelectElement);
  const owner = findElement('owner', HTMLSelectElement);
  const clearButton = findElement('clear', HTMLButtonElement);
  const places = listPlaces(matrix);
  let verdicts: ReadonlySet<number> = NO_FILTERS.verdicts;

  const change = (): void => {
    onChange({
      search: search.value,
      verdicts,
      place: environment.value === '' ? null : (places[Number(environment.value)] ?? null),
      owner: owner.value === '' ? null : Number(owner.value),
    });
  };

  const chips = matrix.verdicts.map((verdict, index) => {
    const count = createElement('span', { class: 'count' });
    const button = createElement(
      'button',
      { type: 'button', class: 'chip', 'aria-pressed': 'false', title: verdict.meaning },
      createElement('span', { class: `sign v-${verdict.word}`, 'aria-hidden': 'true' }, verdict.sign),
      createElement('span', {}, verdict.word),
      count,
    );
    button.addEventListener('click', () => {
      verdicts = verdicts.has(index)
        ? new Set([...verdicts].filter((other) => other !== index))
        : new Set([...verdicts, index]);
      change();
    });
    return { button, count };
  });
  findElement('verdicts', HTMLElement).append(...chips.map(({ button }) => button));

  environment.append(
    createElement('option', { value: '' }, 'All'),
    ...places.map((place, index) =>
      createElement(
        'option',
        { value: String(index) },
        place.environment === null
          ? `${place.project} (whole project)`
          : `${place.project}/${place.environment}`,
      ),
    ),
  );
  owner.append(
    createElement('option', { value: '' }, 'All'),
    ...matrix.owners.map((label, index) => createElement('option', { value: String(index) }, label)),
  );
  search.addEventListener('input', change);
  environment.addEventListener('change', change);
  owner.addEventListener('change', change);

  const clear = (): void => {
    search.value = '';
    environment.value = '';
    owner.value = '';
    verdicts = NO_FILTERS.verdicts;
    change();
  };
  clearButton.addEventListener('click', () => {
    clear();
    search.focus();
  });

  return {
    clear,
    focusSearch: () => {
      search.focus();
      search.select();
    },
    update: (filters, view) => {
      clearButton.disabled = isUnfiltered(filters);
      for (const [index, { button, count }] of chips.entries()) {
        const number = view.verdictCounts[index] ?? 0;
        button.setAttribute('aria-pressed', String(filters.verdicts.has(index)));
        button.classList.toggle('none', number === 0);
        count.textContent = formatNumber(number);
      }
    },
  };
};
