/**
 * The command line: options, progress on the screen, exit codes. A thin shell; what it can do, the
 * rooms below can do without it.
 *
 * <p>It may depend on every other room, and none depends on it.
 *
 * <p>Begin with {@link graft.cli.Main}, which lists the commands; {@link graft.cli.CommandRunner}
 * turns exceptions into messages and exit codes.
 */
package graft.cli;
