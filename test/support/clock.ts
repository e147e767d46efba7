export { systemClock as realClock } from '../../src/run/system-clock.js';
