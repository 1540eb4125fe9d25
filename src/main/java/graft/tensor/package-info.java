/**
 * Shapes, and arrays of float32 under a shape on the host. All are row-major and packed; images are
 * [N, H, W, C]. It depends on no other room.
 *
 * <p>Begin with {@link graft.tensor.Shape}.
 */
package graft.tensor;
