/**
 * The environment variables that change what Graft does: which there are, and what they may be.
 *
 * <p>It depends on no other room.
 *
 * <p>Begin with {@link graft.settings.Setting}.
 */
package graft.settings;
