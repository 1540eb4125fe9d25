package graft.device;

import jcuda.driver.CUresult;
import jcuda.jcublas.cublasStatus;

/** The three C APIs, each with its own enumeration of statuses; success is 0 in all. */
enum Api {
  DRIVER,
  CUBLAS,
  CUDNN;

  String statusName(int status) {
    return switch (this) {
      case DRIVER -> CUresult.stringFor(status);
      case CUBLAS -> cublasStatus.stringFor(status);
      case CUDNN -> DnnStatus.name(status);
    };
  }
}
