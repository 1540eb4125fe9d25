package graft.net2net;

import graft.model.Op;

/**
 * An op to put into a network, and its node's name there.
 *
 * @param name no other node's
 * @param op what it computes; it takes one input
 */
public record NamedOp(String name, Op op) {}
