package graft.predict;

/**
 * How often the right class is among the k most probable ones.
 *
 * @param k 1 or more, fewer than there are classes
 * @param accuracy the share of the images, 0 to 1
 */
public record TopAccuracy(int k, double accuracy) {}
