package graft.selftest;

import java.util.List;

/**
 * Figures as horizontal bars.
 *
 * @param title what is shown
 * @param unit of all values
 * @param bars from top to bottom
 */
record Chart(String title, String unit, List<Bar> bars) {
  /**
   * One bar.
   *
   * @param label what it is of
   * @param value its length
   * @param mark where a tick stands on it, or NaN for none
   */
  record Bar(String label, double value, double mark) {}
}
