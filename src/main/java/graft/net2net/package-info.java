/**
 * Net2Net: networks grow while they keep what they have learned. Transforms read a model and give
 * another one; they run on the host and reach no device. The room depends on {@code model}, {@code
 * tensor} and {@code random}.
 *
 * <p>Begin with {@link graft.net2net.Widen}, {@link graft.net2net.Deepen}, {@link
 * graft.net2net.DeepenResidual} and {@link graft.net2net.Enlarge}. How transforms see a network
 * stands in {@link graft.net2net.ChannelGroups}: they ask ops for their {@link
 * graft.model.ChannelFlow}, axes and identities, never for their kind, so that a new op that keeps
 * channels apart, or makes them, grows without a change here.
 */
package graft.net2net;
