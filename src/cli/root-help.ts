/**
 * The program's own help by itself: the build renders it ahead, for each width that a terminal may have.
 *
 * @packageDocumentation
 */
export { renderHelp } from './program.js';
