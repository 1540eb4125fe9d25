package graft.predict;

/**
 * How probable a class is for an image.
 *
 * @param label the class, counted from 0
 * @param probability 0 to 1
 */
public record ClassProbability(int label, double probability) {}
