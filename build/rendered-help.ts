import type { Plugin } from 'esbuild';
import { renderHelp } from '../src/cli/program.js';

/** From this width on, no line is wrapped. The build fails if one is. */
const WIDEST = 200;

/** Replaces the module that asks commander for the program's help with the help rendered for each width. */
export const renderedHelp: Plugin = {
  name: 'rendered-help',
  setup: (build) => {
    build.onLoad({ filter: /\/src\/cli\/root-help\.ts$/ }, () => {
      const byWidth = Array.from({ length: WIDEST + 1 }, (_, columns) => renderHelp(columns));
      if (byWidth.at(-1) !== renderHelp(WIDEST * 100))
        throw new Error(`the help has lines longer than ${WIDEST} columns`);
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
