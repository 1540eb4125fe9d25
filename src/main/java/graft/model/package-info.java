/**
 * Networks on the host: ops as values, specs as graphs of named nodes, and the weights that belong
 * to them. Nothing here knows a device; Net2Net, the float64 reference and files need only this
 * room. It depends on {@code tensor} and {@code random}.
 *
 * <p>Begin with {@link graft.model.NetworkSpec} and {@link graft.model.Op}.
 */
package graft.model;
