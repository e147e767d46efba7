import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common';
import { JUDGED_LENGTH } from '../../plan/signing/key-strength.js';

const estimator = new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs, maxLength: JUDGED_LENGTH });

/** Estimates how many guesses a key withstands, as bits: from words, patterns of the keyboard, repeats, sequences and dates in it. */
export const estimateBits = (key: string): number => estimator.check(key).guessesLog10 / Math.log10(2);
