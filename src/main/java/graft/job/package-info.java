/**
 * What a command of the shell does, for whoever wants the same from Java: a training from files to
 * files, and the growth of a model in a file with the check that it still computes the same.
 */
package graft.job;
