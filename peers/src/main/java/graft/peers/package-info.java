/**
 * The same work in PyTorch: small figures that Graft's tests are judged by, and the speed of whole
 * networks. Shares no code with Graft.
 *
 * <p>Begin with {@link graft.peers.GoldenFiles}.
 */
package graft.peers;
