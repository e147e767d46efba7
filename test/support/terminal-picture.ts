/** How a terminal with a dark background shows the colours that we use, by their number. */
const COLOURS: Readonly<Record<number, string>> = {
  31: '#ff7b72',
  32: '#7ee787',
  33: '#e3b341',
  35: '#d2a8ff',
  36: '#79c0ff',
};

/** A stretch of text in one style. */
interface Stretch {
  readonly text: string;
  readonly attributes: string;
}

interface Style {
  readonly colour: string | null;
  readonly isBold: boolean;
  readonly isDim: boolean;
}

const PLAIN: Style = { colour: null, isBold: false, isDim: false };

const FONT_SIZE = 13;
const CHARACTER_WIDTH = 7.85;
const LINE_HEIGHT = 19;
const MARGIN = 16;

/** Draws what a terminal shows, colours included, as an SVG image of text. */
export const drawTerminal = (output: string): string => {
  let style = PLAIN;
  const lines = output
    .trimEnd()
    .split('\n')
    .map((line) => {
      const { stretches, end } = splitLine(line, style);
      style = end;
      return stretches;
    });
  const columns = Math.max(...lines.map((line) => line.reduce((sum, { text }) => sum + text.length, 0)));
  const width = Math.ceil(columns * CHARACTER_WIDTH) + 2 * MARGIN;
  const height = lines.length * LINE_HEIGHT + 2 * MARGIN;
  const texts = lines.map((line, index) => {
    const y = MARGIN + index * LINE_HEIGHT + FONT_SIZE;
    return `<text x="${String(MARGIN)}" y="${String(y)}">${line.map(drawStretch).join('')}</text>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${String(width)}" height="${String(height)}" viewBox="0 0 ${String(width)} ${String(height)}">
<style>text { font: ${String(FONT_SIZE)}px ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace; fill: #e6edf3; white-space: pre; }</style>
<rect width="100%" height="100%" rx="8" fill="#0d1117"/>
${texts.filter((text) => !text.endsWith('"></text>')).join('\n')}
</svg>
`;
};

const drawStretch = ({ text, attributes }: Stretch): string =>
  attributes === '' ? escapeXml(text) : `<tspan${attributes}>${escapeXml(text)}</tspan>`;

const escapeXml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** Follows the colour sequences of one line, from the style that the line before left. */
const splitLine = (line: string, start: Style) => {
  const parts = line.split('\u001b[');
  let style = start;
  const stretches: Stretch[] = [];
  for (const [index, part] of parts.entries()) {
    const end = index === 0 ? -1 : part.indexOf('m');
    if (index > 0) style = applyCode(style, Number(part.slice(0, end)));
    const text = part.slice(end + 1);
    if (text !== '') stretches.push({ text, attributes: spellStyle(style) });
  }
  return { stretches, end: style };
};

const applyCode = (style: Style, code: number): Style => {
  switch (code) {
    case 0:
      return PLAIN;
    case 1:
      return { ...style, isBold: true };
    case 2:
      return { ...style, isDim: true };
    case 22:
      return { ...style, isBold: false, isDim: false };
    case 39:
      return { ...style, colour: null };
    default: {
      const colour = COLOURS[code];
      if (colour === undefined) throw new Error(`the picture knows no colour ${String(code)}`);
      return { ...style, colour };
    }
  }
};

const spellStyle = ({ colour, isBold, isDim }: Style): string => {
  const fill = colour ?? (isDim ? '#9198a1' : null);
  return `${fill === null ? '' : ` fill="${fill}"`}${isBold ? ' font-weight="600"' : ''}`;
};
