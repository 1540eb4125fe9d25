package graft.platform;

import java.util.Map;
import jcuda.driver.CUresult;

/**
 * What the driver answers when a GPU cannot be had, and what to do then.
 *
 * <p>Sources: the comments on CUresult in NVIDIA's cuda.h; "CUDA Compatibility" for 803 and 804;
 * the Fabric Manager User Guide for 802. That reloading nvidia_uvm helps after a suspend is what
 * users report of 999.
 */
public final class DriverStatus {
  private static final Map<Integer, String> HINTS =
      Map.ofEntries(
          Map.entry(
              CUresult.CUDA_ERROR_OUT_OF_MEMORY,
              "its memory is taken by other processes, which nvidia-smi lists; --gpu takes another"
                  + " card"),
          Map.entry(
              CUresult.CUDA_ERROR_NOT_INITIALIZED,
              "the driver's library and its kernel module do not fit: reboot after an update of the"
                  + " driver"),
          Map.entry(
              CUresult.CUDA_ERROR_STUB_LIBRARY,
              "this libcuda.so.1 is the toolkit's stub: remove its stubs folder from"
                  + " LD_LIBRARY_PATH"),
          Map.entry(
              CUresult.CUDA_ERROR_DEVICE_UNAVAILABLE,
              "another process has it in exclusive mode: end that process, which nvidia-smi lists,"
                  + " or let it be shared with nvidia-smi -c DEFAULT; --gpu takes another card"),
          Map.entry(
              CUresult.CUDA_ERROR_NO_DEVICE,
              "no card is visible: look at CUDA_VISIBLE_DEVICES, and in a container at --gpus"),
          Map.entry(
              CUresult.CUDA_ERROR_INVALID_DEVICE,
              "the card was reset or taken away: reboot, and look at CUDA_VISIBLE_DEVICES"),
          Map.entry(
              CUresult.CUDA_ERROR_SYSTEM_NOT_READY,
              "the machine's GPUs are not yet set up: start nvidia-fabricmanager, of the driver's"
                  + " version"),
          Map.entry(
              CUresult.CUDA_ERROR_SYSTEM_DRIVER_MISMATCH,
              "the driver's library and its kernel module are of different versions: reboot after"
                  + " an update of the driver"),
          Map.entry(
              CUresult.CUDA_ERROR_COMPAT_NOT_SUPPORTED_ON_DEVICE,
              "the forward compatibility package is for data centre cards: remove the compat folder"
                  + " from LD_LIBRARY_PATH, or update the driver"),
          Map.entry(
              CUresult.CUDA_ERROR_UNKNOWN,
              "often after a suspend: sudo modprobe -r nvidia_uvm && sudo modprobe nvidia_uvm, or"
                  + " reboot"));
  // cudaErrorInsufficientDriver of the runtime, which libraries pass on as it is.
  private static final int INSUFFICIENT_DRIVER = 35;

  private DriverStatus() {}

  /** "CUDA_ERROR_UNKNOWN (999)". */
  public static String text(int status) {
    return CUresult.stringFor(status) + " (" + status + ")";
  }

  /** What to do, such as ": reboot"; empty where nothing is known to help. */
  public static String hint(int status) {
    String hint =
        status == INSUFFICIENT_DRIVER
            ? "the driver is older than the libraries: update it"
            : HINTS.getOrDefault(status, "");
    return hint.isEmpty() ? "" : ": " + hint;
  }
}
