/** Exit code of a run that a SIGINT or SIGTERM ended. */
export const EXIT_INTERRUPTED = 130;

/** Exit code of a run with any error in it. */
export const EXIT_FAILED = 1;
