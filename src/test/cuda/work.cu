// Kernels that only tests launch: work to queue and capture, and what threads of many blocks do together.

// x = factor x + term: the order of two of these is seen in x.
extern "C" __global__ void affine(int* x, int factor, int term, int n) {
  const int i = static_cast<int>(blockIdx.x * blockDim.x + threadIdx.x);
  if (i < n) x[i] = factor * x[i] + term;
}

// Takes its time, some nanoseconds a turn on a CPU; then adds 1 to x[0].
extern "C" __global__ void slow(int* x, long long turns) {
  float y = 0.25f;
  for (long long turn = 0; turn < turns; turn++) y = y * 0.999f + 0.0005f;
  x[0] += y > 0.0f ? 1 : 2;
}

// Without parameters.
extern "C" __global__ void nothing() {}

// counts[x] gains one for every x; sum gains every x.
extern "C" __global__ void histogram(const int* x, int* counts, float* sum, int n) {
  const int i = static_cast<int>(blockIdx.x * blockDim.x + threadIdx.x);
  if (i >= n) return;
  atomicAdd(&counts[x[i]], 1);
  atomicAdd(sum, static_cast<float>(x[i]));
}

// Turns each block's elements round, through shared memory. At most 1024 threads a block.
extern "C" __global__ void reverse_blocks(const int* x, int* y) {
  __shared__ int kept[1024];
  const unsigned first = blockIdx.x * blockDim.x;
  kept[threadIdx.x] = x[first + threadIdx.x];
  __syncthreads();
  y[first + threadIdx.x] = kept[blockDim.x - 1 - threadIdx.x];
}

// As `shuffles`, but among `width` lanes.
extern "C" __global__ void shuffles_in_part(const int* x, int* out, int by, int width) {
  const int value = x[threadIdx.x];
  out[threadIdx.x] = __shfl_sync(0xffffffffu, value, by, width);
  out[blockDim.x + threadIdx.x] = __shfl_down_sync(0xffffffffu, value, static_cast<unsigned>(by), width);
  out[2 * blockDim.x + threadIdx.x] = __shfl_up_sync(0xffffffffu, value, static_cast<unsigned>(by), width);
  out[3 * blockDim.x + threadIdx.x] = __shfl_xor_sync(0xffffffffu, value, by, width);
}

// The sum of each warp's elements by two ways; sums has two rows of a number a warp.
extern "C" __global__ void warp_sums(const float* x, float* sums, int warps) {
  const unsigned i = blockIdx.x * blockDim.x + threadIdx.x;
  float down = x[i], crossed = x[i];
  for (int step = 16; step > 0; step /= 2) {
    down += __shfl_down_sync(0xffffffffu, down, static_cast<unsigned>(step));
    crossed += __shfl_xor_sync(0xffffffffu, crossed, step);
  }
  if (i % 32 == 0) sums[i / 32] = down;
  if (i % 32 == 31) sums[warps + i / 32] = crossed;
}
