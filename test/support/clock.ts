export { systemClock as realClock } from '../../src/clock.js';
