package graft.device;

/**
 * A call into the CUDA driver, cuBLAS or cuDNN failed. The message names the call, its status and
 * what it was called for, shapes included.
 */
public class CudaException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String call;
  private final String statusName;
  private final int status;
  private final String details;

  CudaException(Api api, String call, int status, String details) {
    super(
        call
            + ": "
            + api.statusName(status)
            + " ("
            + status
            + ")"
            + (details.isEmpty() ? "" : " for " + details));
    this.call = call;
    this.statusName = api.statusName(status);
    this.status = status;
    this.details = details;
  }

  /** The function of the C API, such as "cudnnConvolutionForward". */
  public String call() {
    return call;
  }

  /** The name of the status, such as "CUDNN_STATUS_BAD_PARAM". */
  public String statusName() {
    return statusName;
  }

  /** The number of the status in its library's enumeration. */
  public int status() {
    return status;
  }

  /** What the call was made for: shapes, names, sizes. */
  public String details() {
    return details;
  }
}
