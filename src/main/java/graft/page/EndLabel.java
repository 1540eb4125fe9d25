package graft.page;

/**
 * A label beside a chart.
 *
 * @param text that fits
 * @param slot of the line that it is of; -1 of a level
 * @param from where the line ends
 * @param y of the label's middle
 */
record EndLabel(String text, int slot, Spot from, double y) {}
