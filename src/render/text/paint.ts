import picocolors from 'picocolors';

/** Wraps text in terminal codes. */
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

/** Creates the colours for one output stream. Without colour, every stroke returns its text unchanged. */
export const createPaint = (enabled: boolean): Paint => {
  const colors = picocolors.createColors(enabled);
  return {
    create: colors.green,
    update: colors.yellow,
    delete: colors.red,
    blocked: colors.magenta,
    none: (text) => text,
    error: (text) => colors.bold(colors.red(text)),
    warning: (text) => colors.bold(colors.yellow(text)),
    info: colors.cyan,
    success: (text) => colors.bold(colors.green(text)),
    strong: colors.bold,
    faint: colors.dim,
  };
};
