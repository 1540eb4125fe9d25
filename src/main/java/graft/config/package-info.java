/**
 * Training files: a network and how it is trained, as text. It depends on {@code files}, which says
 * how networks stand in a file, and on {@code train}, {@code nn} and {@code data}, whose options it
 * names.
 *
 * <p>Begin with {@link graft.config.TrainingFile}; {@code docs/training-file.md} is for who writes
 * one.
 */
package graft.config;
