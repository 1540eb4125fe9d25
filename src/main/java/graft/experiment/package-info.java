/**
 * The experiment that Graft reproduces: a teacher, the students made from it by widening and
 * deepening, what is measured of them, and how that is told in tables, files and verdicts.
 *
 * <p>It depends on the rooms that train and grow networks ({@code train}, {@code net2net} and what
 * is below them), on {@code data} and on {@code fetch}. It prints nothing by itself: listeners
 * hear, {@code cli} shows.
 *
 * <p>Begin with {@link graft.experiment.Experiment}.
 */
package graft.experiment;
