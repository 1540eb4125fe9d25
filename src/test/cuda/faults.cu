// Kernels with a fault that a CPU hides, each beside its right form. Only GRAFT_CHECK's tests launch them.
#include "grid_stride.cuh"

// x has n elements, one a thread.
extern "C" __global__ void writes_past_the_end(float* x, int n) { x[threadIdx.x + 1] = static_cast<float>(n); }
extern "C" __global__ void reads_before_the_begin(const float* x, float* y) {
  const int i = static_cast<int>(threadIdx.x);
  y[i] = x[i - 1];
}
extern "C" __global__ void writes_through_null(float* x) { x[threadIdx.x] = 1.0f; }
extern "C" __global__ void index_past_shared(float* y, int by) {
  __shared__ float kept[64];
  kept[threadIdx.x + by] = 1.0f;
  __syncthreads();
  y[threadIdx.x] = kept[threadIdx.x];
}

// y = x, which is right where all of x was written.
extern "C" __global__ void copies(const float* x, float* y) { y[threadIdx.x] = x[threadIdx.x]; }
// Of shared memory only the even half is written.
extern "C" __global__ void reads_undefined_shared(float* y) {
  __shared__ float kept[64];
  if (threadIdx.x % 2 == 0) kept[threadIdx.x] = 1.0f;
  __syncthreads();
  y[threadIdx.x] = kept[threadIdx.x];
}
// The block that comes second reads what the first left in shared memory.
extern "C" __global__ void relies_on_another_block(int* count, float* y) {
  __shared__ float kept[1];
  if (atomicAdd(count, 1) == 0) {
    kept[0] = 1.0f;
  } else {
    y[0] = kept[0];
  }
}

// Four floats at once, `from` and `to` floats into x and y.
extern "C" __global__ void copies_vectors(const float* x, float* y, int from, int to) {
  const float4 value = *reinterpret_cast<const float4*>(x + from);
  *reinterpret_cast<float4*>(y + to) = value;
}

// Every thread of every block writes one element.
extern "C" __global__ void all_write_one(int* x) { x[0] = static_cast<int>(threadIdx.x); }
// Thread 0 of each block writes the same element: a race between blocks alone.
extern "C" __global__ void blocks_write_one(int* x) {
  if (threadIdx.x == 0) x[0] = 1;
}
// As reverse_blocks with the second barrier left out.
extern "C" __global__ void reverse_without_barrier(const int* x, int* y) {
  __shared__ int kept[64];
  kept[threadIdx.x] = 0;
  __syncthreads();
  kept[threadIdx.x] = x[threadIdx.x];
  y[threadIdx.x] = kept[blockDim.x - 1 - threadIdx.x];
}
// A tree in shared memory whose last rounds rely on the warp running in step.
extern "C" __global__ void tree_without_warp_barriers(const float* x, float* y, int barriers) {
  __shared__ float part[32];
  const unsigned lane = threadIdx.x;
  part[lane] = x[lane];
  __syncwarp();
  for (unsigned half = 16; half > 0; half /= 2) {
    float sum = part[lane];
    if (lane < half) sum += part[lane + half];
    if (barriers) __syncwarp();
    part[lane] = sum;
    if (barriers) __syncwarp();
  }
  if (lane == 0) y[0] = part[0];
}
// The lower half of the warp waits for itself, and then reads of itself or, 16 lanes across, of the upper half.
extern "C" __global__ void waits_for_half(const int* x, int* y, int across) {
  __shared__ int kept[32];
  kept[threadIdx.x] = x[threadIdx.x];
  if (threadIdx.x >= 16) return;
  __syncwarp(0xffffu);
  y[threadIdx.x] = kept[15 - static_cast<int>(threadIdx.x) + across];
}
// A sum that is read while others still add to it.
extern "C" __global__ void reads_what_others_add_to(int* sum, int* y) {
  atomicAdd(sum, 1);
  y[threadIdx.x] = *sum;
}
// On a GPU, threads that leave the loop earlier never come to the barrier.
extern "C" GRID_STRIDE_KERNEL waits_in_a_loop(float* x, int n) {
  GRID_STRIDE(i, n) {
    x[i] = 1.0f;
    __syncthreads();
  }
}
// Neighbouring bytes of one word by neighbouring threads: no race.
extern "C" __global__ void writes_bytes(unsigned char* x) { x[threadIdx.x] = static_cast<unsigned char>(threadIdx.x); }
// Two threads write each byte.
extern "C" __global__ void writes_bytes_twice(unsigned char* x) { x[threadIdx.x / 2 * 2 + 1] = 1; }
