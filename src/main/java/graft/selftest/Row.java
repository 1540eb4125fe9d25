package graft.selftest;

/**
 * A check and what it found.
 *
 * @param name of the check
 * @param outcome what was found
 * @param seconds how long it took
 */
record Row(String name, Outcome outcome, double seconds) {}
