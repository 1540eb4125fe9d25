package graft.nn;

import graft.tensor.Tensor;

/**
 * A layer's kernel and bias, and where their gradients go; kernel and bias gradients have their
 * shapes.
 */
record LearnedPair(Tensor kernel, Tensor bias, Tensor kernelGradient, Tensor biasGradient) {}
