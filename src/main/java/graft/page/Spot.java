package graft.page;

/**
 * A place in a picture.
 *
 * @param x from its left edge
 * @param y from its upper edge
 */
record Spot(double x, double y) {}
