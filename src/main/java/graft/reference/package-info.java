/**
 * The judge: layers and networks in float64 and plain Java, forward and backward, slow and meant to
 * be read beside the formulas. It shares no code with what it judges.
 *
 * <p>It depends on the rooms that describe networks, {@code nn} and {@code tensor}, for
 * specifications and shapes only: it computes on no device. {@code selftest} and the tests use it.
 *
 * <p>Begin with {@link graft.reference.ReferenceOps}; {@link graft.reference.Closeness} says how
 * near is near enough.
 */
package graft.reference;
