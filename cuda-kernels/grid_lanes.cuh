// For kernels over a matrix of items by columns (pixels by channels) that keep something for each column while they go
// through many items: a filter's taps, a sum. Columns are cut into tiles of kLanes; a block works on one tile and on every
// so-manyth item, a thread a column:
//
//   extern "C" GRID_LANES_KERNEL name(...) {
//     GRID_LANES_TILE(tile, columns) {
//       graft::PerLane<float, 9> taps;
//       LANES(lane, tile.width) { taps.at(0, lane) = w[tile.first + lane]; }
//       GRID_LANES_ITEMS(item, items, tile) { ... LANES(lane, tile.width) { ... } }
//     }
//   }
//
// PerLane lies in registers on a GPU, so its first index must be known when loops are unrolled. On the software device a
// core takes a stretch of the items, and LANES is the inner loop, which vectorises where the loops inside it are UNROLLED: a lane
// must not read what another writes.
//
// Launch: LaunchShape.forLanes(items, columns), that is blocks of kLanes threads, and a multiple of the number of tiles of
// them.
#pragma once

#ifdef __CUDACC__
#define UNROLLED _Pragma("unroll")
#define ROLLED _Pragma("unroll 1")  // where copies of a loop would cost registers
#else
#define UNROLLED _Pragma("GCC unroll 16")
#define ROLLED
#endif

namespace graft {

constexpr int kLanes = 64;

struct LaneTile {
  int index, count;  // of all tiles
  int first, width;  // columns
};

__device__ inline LaneTile lane_tile(int index, int columns) {
  const int first = index * kLanes, rest = columns - first;
  return {index, (columns + kLanes - 1) / kLanes, first, rest < kLanes ? rest : kLanes};
}

}  // namespace graft

#ifndef GRAFT_SLICED

namespace graft {

template <class T, int N>
struct PerLane {
  T value[N];
  __device__ T& at(int i, int) { return value[i]; }
};

}  // namespace graft

#define GRID_LANES_KERNEL __global__ void __launch_bounds__(graft::kLanes)
#define GRID_LANES_TILE(tile, columns)                                                                                        \
  if (const graft::LaneTile tile = graft::lane_tile(static_cast<int>(blockIdx.x % (((columns) + graft::kLanes - 1) / graft::kLanes)), columns); true)
#define GRID_LANES_ITEMS(item, items, tile) \
  for (long long item = blockIdx.x / tile.count, item##_step = gridDim.x / tile.count; item < (items); item += item##_step)
#define LANES(lane, width) if (const int lane = static_cast<int>(threadIdx.x); lane < (width))

#else

namespace graft {

template <class T, int N>
struct alignas(64) PerLane {
  T value[N][kLanes];
  T& at(int i, int lane) { return value[i][lane]; }
};

}  // namespace graft

#define GRID_LANES_KERNEL void
#define GRID_LANES_TILE(tile, columns) \
  for (graft::LaneTile tile = graft::lane_tile(0, columns); tile.index < tile.count; tile = graft::lane_tile(tile.index + 1, columns))
#define GRID_LANES_ITEMS(item, items, tile)                                                                              \
  for (long long item = (items) * graft::soft::current_slice.index / graft::soft::current_slice.count,                      \
                 item##_end = (items) * (graft::soft::current_slice.index + 1) / graft::soft::current_slice.count;          \
       item < item##_end; ++item)
#define LANES(lane, width) _Pragma("GCC ivdep") for (int lane = 0; lane < (width); ++lane)

#endif
