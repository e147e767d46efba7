import picocolors from 'picocolors';

type Stroke = (text: string) => string;

/** Colours by what they mean. Text must be escaped before it is painted. */
export interface Paint {
  readonly create: Stroke;
  readonly update: Stroke;
  readonly delete: Stroke;
  readonly blocked: Stroke;
  readonly none: Stroke;
  readonly error: Stroke;
  readonly warning: Stroke;
  readonly info: Stroke;
  readonly success: Stroke;
  readonly strong: Stroke;
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
