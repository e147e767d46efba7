import picocolors from 'picocolors';

/** Puts terminal codes around a text. */
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

/** Makes the colours of one output stream; without colour every stroke returns its text unchanged. */
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
