export { systemClock as realClock } from '../../src/run/machine.js';
