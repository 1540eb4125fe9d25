package graft.net2net;

import graft.nn.Model;

/**
 * A widened model and how it came about.
 *
 * @param model the student
 * @param layer the name of the widened layer
 * @param consumer the name of the layer that reads the widened channels
 * @param map which of the teacher's units each of the student's copies
 */
public record Widening(Model model, String layer, String consumer, ReplicaMap map) {}
