/** Exit code of a run that a SIGINT or SIGTERM ended. */
export const EXIT_INTERRUPTED = 130;
