// The part of the driver API that the schedules call, as the software device's sources define it.
#pragma once

#include <cstddef>

using DevicePointer = unsigned long long;

extern "C" {
int cuInit(unsigned flags);
int cuGetErrorName(int status, const char** name);

int cuDevicePrimaryCtxRetain(void** context, int device);
int cuDevicePrimaryCtxRelease_v2(int device);
int cuCtxCreate_v2(void** context, unsigned flags, int device);
int cuCtxDestroy_v2(void* context);
int cuCtxSetCurrent(void* context);
int cuCtxGetCurrent(void** context);
int cuCtxPushCurrent_v2(void* context);
int cuCtxPopCurrent_v2(void** context);
int cuCtxSynchronize();

int cuMemAlloc_v2(DevicePointer* pointer, std::size_t bytes);
int cuMemFree_v2(DevicePointer pointer);
int cuMemGetInfo_v2(std::size_t* free, std::size_t* total);
int cuMemGetAddressRange_v2(DevicePointer* base, std::size_t* bytes, DevicePointer pointer);
int cuMemAllocHost_v2(void** pointer, std::size_t bytes);
int cuMemFreeHost(void* pointer);
int cuMemcpyHtoD_v2(DevicePointer to, const void* from, std::size_t bytes);
int cuMemcpyDtoH_v2(void* to, DevicePointer from, std::size_t bytes);
int cuMemcpyDtoD_v2(DevicePointer to, DevicePointer from, std::size_t bytes);
int cuMemcpyHtoDAsync_v2(DevicePointer to, const void* from, std::size_t bytes, void* stream);
int cuMemcpyDtoHAsync_v2(void* to, DevicePointer from, std::size_t bytes, void* stream);
int cuMemcpyDtoDAsync_v2(DevicePointer to, DevicePointer from, std::size_t bytes, void* stream);
int cuMemsetD32_v2(DevicePointer to, unsigned value, std::size_t count);
int cuMemsetD32Async(DevicePointer to, unsigned value, std::size_t count, void* stream);

int cuModuleLoadData(void** module, const void* image);
int cuModuleUnload(void* module);
int cuModuleGetFunction(void** function, void* module, const char* name);
int cuFuncGetAttribute(int* value, int attribute, void* function);
int cuLaunchKernel(void* function, unsigned grid_x, unsigned grid_y, unsigned grid_z, unsigned block_x, unsigned block_y, unsigned block_z,
                   unsigned shared_bytes, void* stream, void** parameters, void** extra);

int cuStreamCreate(void** stream, unsigned flags);
int cuStreamDestroy_v2(void* stream);
int cuStreamGetFlags(void* stream, unsigned* flags);
int cuStreamQuery(void* stream);
int cuStreamSynchronize(void* stream);
int cuStreamWaitEvent(void* stream, void* event, unsigned flags);
int cuStreamIsCapturing(void* stream, int* status);
int cuStreamBeginCapture_v2(void* stream, int mode);
int cuStreamEndCapture(void* stream, void** graph);

int cuEventCreate(void** event, unsigned flags);
int cuEventDestroy_v2(void* event);
int cuEventRecord(void* event, void* stream);
int cuEventRecordWithFlags(void* event, void* stream, unsigned flags);
int cuEventQuery(void* event);
int cuEventSynchronize(void* event);
int cuEventElapsedTime(float* milliseconds, void* from, void* to);

int cuGraphGetNodes(void* graph, void** nodes, std::size_t* count);
int cuGraphDestroy(void* graph);
int cuGraphInstantiate_v2(void** executable, void* graph, void** error_node, char* log, std::size_t log_bytes);
int cuGraphLaunch(void* executable, void* stream);
int cuGraphExecDestroy(void* executable);

int nvtxRangePushA(const char* name);
int nvtxRangePop();
}
