import { styleText } from 'node:util';

/**
 * Wraps text in terminal codes.
 *
 * @inline
 */
export type Stroke = (text: string) => string;

/** Colours by meaning. Text must be escaped before it is painted. */
export interface Paint {
  /** A create, or something that is as it should be. */
  readonly create: Stroke;
  /** An update, or something that needs attention. */
  readonly update: Stroke;
  /** A delete. */
  readonly delete: Stroke;
  /** A blocked change. */
  readonly blocked: Stroke;
  /** Something unchanged. */
  readonly none: Stroke;
  /** An error. */
  readonly error: Stroke;
  /** A warning. */
  readonly warning: Stroke;
  /** A note. */
  readonly info: Stroke;
  /** A success. */
  readonly success: Stroke;
  /** A heading. */
  readonly strong: Stroke;
  /** A detail. */
  readonly faint: Stroke;
}

type Style = Parameters<typeof styleText>[0];

/** Creates the colours for one output stream. Without colour, every stroke returns its text unchanged. */
export const createPaint = (enabled: boolean): Paint => {
  // Node would otherwise look at standard output and the environment, which say nothing about this stream.
  const draw =
    (style: Style): Stroke =>
    (text) =>
      enabled ? styleText(style, text, { validateStream: false }) : text;
  return {
    create: draw('green'),
    update: draw('yellow'),
    delete: draw('red'),
    blocked: draw('magenta'),
    none: (text) => text,
    error: draw(['bold', 'red']),
    warning: draw(['bold', 'yellow']),
    info: draw('cyan'),
    success: draw(['bold', 'green']),
    strong: draw('bold'),
    faint: draw('dim'),
  };
};
