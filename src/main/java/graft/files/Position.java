package graft.files;

/**
 * Where something stands in a text.
 *
 * @param line counted from 1
 * @param column counted from 1
 */
record Position(int line, int column) {}
