package graft.device;

/** How cuBLAS and cuDNN multiply float32 numbers. */
public enum MathMode {
  /** Full float32 products. */
  FP32,
  /** Products of numbers rounded to TF32 (10 bits of mantissa) where the GPU has units for it. */
  TF32
}
