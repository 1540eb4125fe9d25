/**
 * The judge: every op and whole networks once more in float64, straight from their definitions.
 * Slow and readable, and it shares no code with what it judges. It runs on the host and depends on
 * {@code model}, {@code tensor} and {@code random} alone.
 *
 * <p>Begin with {@link graft.reference.ReferenceNetwork}. A new op gets its arithmetic in {@link
 * graft.reference.ReferenceOps} and its place in {@code ReferenceOp}, and nothing else here.
 */
package graft.reference;
