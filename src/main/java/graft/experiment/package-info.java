/**
 * The Net2Net experiment: a teacher and the students that grow from it, trained as Keras' example
 * does, with its results as a table and as files.
 *
 * <p>Begin with {@link graft.experiment.Experiment} and {@link graft.experiment.Runs}.
 */
package graft.experiment;
