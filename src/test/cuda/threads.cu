// Kernels that only tests launch: what threads of a block can do together on a GPU, and so on the software device.

// out[block] = sum of the block's 256 elements, by a tree in shared memory.
extern "C" __global__ void block_sum(const float* x, float* out) {
  __shared__ float part[256];
  const unsigned thread = threadIdx.x;
  part[thread] = x[blockIdx.x * blockDim.x + thread];
  __syncthreads();
  for (unsigned half = 128; half > 0; half /= 2) {
    if (thread < half) part[thread] += part[thread + half];
    __syncthreads();
  }
  if (thread == 0) out[blockIdx.x] = part[0];
}

// Each lane's value travels by every kind of shuffle; out has four rows of blockDim.x.
extern "C" __global__ void shuffles(const int* x, int* out) {
  const int value = x[threadIdx.x];
  out[threadIdx.x] = __shfl_sync(0xffffffffu, value, 5);
  out[blockDim.x + threadIdx.x] = __shfl_down_sync(0xffffffffu, value, 3);
  out[2 * blockDim.x + threadIdx.x] = __shfl_up_sync(0xffffffffu, value, 2);
  out[3 * blockDim.x + threadIdx.x] = __shfl_xor_sync(0xffffffffu, value, 9);
}

// out[warp] = which lanes hold an odd number.
extern "C" __global__ void odd_lanes(const int* x, unsigned* out) {
  const unsigned votes = __ballot_sync(0xffffffffu, x[threadIdx.x] & 1);
  if (threadIdx.x % 32 == 0) out[threadIdx.x / 32] = votes;
}

// Every thread of a three-dimensional launch counts itself in and leaves its indices.
extern "C" __global__ void indices(int* count, int* out) {
  const int thread = threadIdx.x + blockDim.x * (threadIdx.y + blockDim.y * threadIdx.z);
  const int block = blockIdx.x + gridDim.x * (blockIdx.y + gridDim.y * blockIdx.z);
  const int threads = blockDim.x * blockDim.y * blockDim.z;
  out[block * threads + thread] = 1000000 * static_cast<int>(blockIdx.z) + 10000 * static_cast<int>(blockIdx.y) +
                                  1000 * static_cast<int>(threadIdx.z) + 100 * static_cast<int>(threadIdx.y) +
                                  10 * static_cast<int>(blockIdx.x) + static_cast<int>(threadIdx.x);
  atomicAdd(count, 1);
}

// Half of the block waits at a barrier that the other half never reaches: an error on purpose.
extern "C" __global__ void broken_barrier(float* out) {
  if (threadIdx.x < blockDim.x / 2) __syncthreads();
  out[threadIdx.x] = 1.0f;
}
