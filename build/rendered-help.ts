import type { Plugin } from 'esbuild';
import { renderHelp } from '../src/cli/program.js';

/** From so many columns on, no line is wrapped; the build fails where one is. */
const WIDEST = 200;

/** Puts the program's help, as commander renders it for each width, in the place of the module that asks commander for it. */
export const renderedHelp: Plugin = {
  name: 'rendered-help',
  setup: (build) => {
    build.onLoad({ filter: /\/src\/cli\/root-help\.ts$/ }, () => {
      const byWidth = Array.from({ length: WIDEST + 1 }, (_, columns) => renderHelp(columns));
      if (byWidth.at(-1) !== renderHelp(WIDEST * 100))
        throw new Error('the help has longer lines than thought');
      const texts = [...new Set(byWidth)];
      return {
        contents: [
          `const texts = ${JSON.stringify(texts)};`,
          `const byWidth = ${JSON.stringify(byWidth.map((text) => texts.indexOf(text)))};`,
          `const without = ${texts.indexOf(renderHelp(undefined))};`,
          'export const renderHelp = (columns) =>',
          `  texts[columns === undefined ? without : byWidth[Math.min(columns, ${WIDEST})]];`,
        ].join('\n'),
        loader: 'js',
      };
    });
  },
};
