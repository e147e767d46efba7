import { styleText } from 'node:util';

/**
 * Puts terminal codes around a text.
 *
 * @inline
 */
export type Stroke = (text: string) => string;

/** Colours by what they mean. Text must be escaped before it is painted. */
export interface Paint {
  /** A create, or what is as it should be. */
  readonly create: Stroke;
  /** An update, or what needs a look. */
  readonly update: Stroke;
  /** A delete. */
  readonly delete: Stroke;
  /** A blocked change. */
  readonly blocked: Stroke;
  /** What stays as it is. */
  readonly none: Stroke;
  /** An error. */
  readonly error: Stroke;
  /** A warning. */
  readonly warning: Stroke;
  /** A note. */
  readonly info: Stroke;
  /** Good news. */
  readonly success: Stroke;
  /** A heading. */
  readonly strong: Stroke;
  /** An aside. */
  readonly faint: Stroke;
}

type Style = Parameters<typeof styleText>[0];

/** Makes the colours of one output stream; without colour every stroke returns its text unchanged. */
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
