/** Name of the asset that holds the program, as a function of `exports`, `require` and `module`. All of it is ASCII. */
export const PROGRAM = 'program.js';

/** Name of the asset that holds the program's code cache; it is empty where none could be made. */
export const CODE_CACHE = 'program.cache';
