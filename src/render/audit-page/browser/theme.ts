import { findElement } from './element.js';

/** Lets the user choose between light and dark. The default is the system's setting. */
export const createTheme = (): void => {
  const button = findElement('theme', HTMLButtonElement);
  const system = matchMedia('(prefers-color-scheme: dark)');
  let chosen: boolean | null = null;
  const update = (): void => {
    button.setAttribute('aria-pressed', String(chosen ?? system.matches));
    if (chosen !== null) document.documentElement.dataset['theme'] = chosen ? 'dark' : 'light';
  };
  button.addEventListener('click', () => {
    chosen = !(chosen ?? system.matches);
    update();
  });
  system.addEventListener('change', update);
  update();
};
