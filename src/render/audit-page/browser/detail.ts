import { describeCell } from './detail-fields.js';
import { createElement, findElement } from './element.js';
import type { Matrix } from './matrix.js';
import type { Position } from './move.js';

/** The panel with the details of one cell. */
export interface DetailPanel {
  readonly open: (place: Position, takesFocus: boolean) => void;
  /** Shows another cell if the panel is open. */
  readonly follow: (place: Position) => void;
  /** Closes the panel; false if it was not open. */
  readonly close: () => boolean;
}

/** Creates the panel. `onClose` returns the focus to where it was. */
export const createDetailPanel = (matrix: Matrix, onClose: () => void): DetailPanel => {
  const panel = findElement('detail', HTMLElement);
  const heading = findElement('detail-heading', HTMLElement);
  const body = findElement('detail-body', HTMLElement);

  const fill = ({ row, column }: Position): void => {
    const { secret, verdict, sign, meaning, fields } = describeCell(matrix, row, column);
    heading.textContent = secret;
    body.replaceChildren(
      createElement(
        'p',
        { class: 'verdict' },
        ...(verdict === ''
          ? []
          : [
              createElement(
                'span',
                { class: `badge v-${verdict}` },
                createElement('span', { 'aria-hidden': 'true' }, `${sign} `),
                verdict,
              ),
              ' ',
            ]),
        meaning,
      ),
      createElement(
        'dl',
        {},
        ...fields.flatMap(({ label, text, isCode }) => [
          createElement('dt', {}, label),
          createElement('dd', {}, isCode ? createElement('code', {}, text) : text),
        ]),
      ),
    );
  };

  const close = (): boolean => {
    if (panel.hidden) return false;
    panel.hidden = true;
    onClose();
    return true;
  };

  findElement('close', HTMLButtonElement).addEventListener('click', close);
  return {
    close,
    open: (place, takesFocus) => {
      if (place.row < 0 || place.column < 0) return;
      fill(place);
      panel.hidden = false;
      if (takesFocus) heading.focus();
    },
    follow: (place) => {
      if (!panel.hidden && place.row >= 0 && place.column >= 0) fill(place);
    },
  };
};
