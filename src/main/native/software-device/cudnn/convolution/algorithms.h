// Which of cuDNN's convolution algorithms take a problem, how much workspace each demands, and which are deterministic.
// On this device one engine computes them all; the rules are kept because a GPU keeps them.
#pragma once

#include "problem.h"

namespace graft::cudnn {

int algorithm_count(Direction direction);

// The number that cudnnGetConvolution...AlgorithmMaxCount answers: all, and once more those that have tensor-core variants.
int algorithm_max_count(Direction direction);

// SUCCESS, NOT_SUPPORTED, or BAD_PARAM where the number names no algorithm.
Status check_algorithm(const Problem& problem, int algorithm);

// For a supported algorithm. The figures are this device's own: a caller has to ask, as on a GPU.
std::size_t workspace_bytes(const Problem& problem, int algorithm);

Determinism determinism(Direction direction, int algorithm);

// Every algorithm's number, best first; those that do not take the problem come last.
std::array<int, 8> ranked_algorithms(const Problem& problem);

// The math type an algorithm would use under a convolution descriptor's setting.
int math_type_used(Direction direction, int algorithm, int asked);

}  // namespace graft::cudnn
