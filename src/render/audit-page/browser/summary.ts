import { createElement, findElement } from './element.js';
import { isUnfiltered, type Filters, type View } from './filter.js';
import { nameColumn, recordAt, type Matrix } from './matrix.js';
import type { Position } from './move.js';
import { formatCount, formatMoment, formatNumber } from './words.js';

/** Shows what was audited, when, and by which version. */
export const showSubtitle = (matrix: Matrix): void => {
  const projects = new Set(matrix.columns.map(({ project }) => project));
  const places = new Set(
    matrix.columns.flatMap(({ environment, place }) => (environment === '' ? [] : [place])),
  );
  const where =
    places.size === 1
      ? ([...places][0] ?? '')
      : `${formatCount(projects.size, 'project')}, ${formatCount(places.size, 'environment')}`;
  const parts = [where, formatMoment(matrix.madeAt), `qoverride ${matrix.tool}`];
  findElement('subtitle', HTMLElement).textContent = parts.filter(Boolean).join(' · ');
  if (places.size === 1) document.title = `Secret overrides: ${where}`;
};

/** Shows how much of the matrix is visible, and explains an empty one. */
export const showStatus = (matrix: Matrix, filters: Filters, view: View): void => {
  const { rows, columns, matches } = view;
  const services = columns.filter((column) => matrix.columns[column]?.kind !== '').length;
  const wider = columns.length - services;
  const size = [
    `${formatCount(rows.length, 'secret')} × ${formatCount(services, 'service')}`,
    ...(wider > 0 ? [formatCount(wider, 'wider scope')] : []),
  ].join(' and ');
  findElement('status', HTMLElement).textContent = isUnfiltered(filters)
    ? `${size}, ${formatCount(matches, 'cell')}`
    : `${size}, ${formatNumber(matches)} matching`;
  const isEmpty = rows.length === 0 || columns.length === 0;
  const empty = findElement('empty', HTMLElement);
  empty.hidden = !isEmpty;
  findElement('scroller', HTMLElement).hidden = isEmpty;
  const [first, second] = empty.querySelectorAll('p');
  if (first === undefined || second === undefined) return;
  first.textContent = matrix.secrets.length === 0 ? 'No secret to show' : 'Nothing matches';
  second.textContent =
    matrix.secrets.length === 0
      ? 'No secret is overridden or shadowed. Use --all to include every secret.'
      : 'No cell matches all filters. Remove a filter, or clear all of them.';
};

/** Shows the full name of the cell with the focus or the pointer. */
export const showReadout = (matrix: Matrix, { row, column }: Position): void => {
  const scope = matrix.columns[column];
  const record = row < 0 || column < 0 ? null : recordAt(matrix, row, column);
  const verdict = record === null ? undefined : matrix.verdicts[record.verdict];
  findElement('readout', HTMLElement).textContent = [
    row < 0 ? '' : (matrix.secrets[row] ?? ''),
    scope === undefined ? '' : nameColumn(scope),
    verdict === undefined ? '' : `${verdict.sign} ${verdict.word}: ${verdict.meaning}`,
  ]
    .filter(Boolean)
    .join(' — ');
};

/** Lists the diagnostics of the audit. */
export const showFindings = ({ findings }: Matrix): void => {
  const section = findElement('findings', HTMLElement);
  if (findings.length === 0) return;
  section.hidden = false;
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  const summary = section.querySelector('summary');
  if (summary !== null) {
    summary.textContent = `${formatCount(findings.length, 'finding')}${errors > 0 ? `, ${formatCount(errors, 'error')}` : ''}`;
  }
  section
    .querySelector('ul')
    ?.append(
      ...findings.map(({ severity, code, message, hint, address }) =>
        createElement(
          'li',
          { class: severity },
          createElement('strong', {}, severity),
          ` ${address === '' ? '' : `${address}: `}${message} `,
          createElement('code', {}, code),
          ...(hint === '' ? [] : [createElement('span', { class: 'hint' }, ` ${hint}`)]),
        ),
      ),
    );
};
