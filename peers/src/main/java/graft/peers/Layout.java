package graft.peers;

import org.bytedeco.pytorch.Tensor;

/** How a tensor is laid out in Graft and in the files, beside PyTorch's way. */
enum Layout {
  /** The same on both sides: {@code [N, features]}, {@code [C]}. */
  PLAIN,
  /**
   * {@code [N, H, W, C]} where PyTorch has {@code [N, C, H, W]}; and kernels {@code [K, R, S, C]}
   * where it has {@code [K, C, R, S]}.
   */
  CHANNELS_LAST,
  /** Dense kernels {@code [in, out]}, where PyTorch has {@code [out, in]}. */
  TRANSPOSED;

  /** A tensor in Graft's layout as PyTorch wants it. */
  Tensor toTorch(Tensor graft) {
    return switch (this) {
      case PLAIN -> graft;
      case CHANNELS_LAST -> graft.permute(0, 3, 1, 2);
      case TRANSPOSED -> graft.permute(1, 0);
    };
  }

  /** A tensor of PyTorch in Graft's layout. */
  Tensor toGraft(Tensor torch) {
    return switch (this) {
      case PLAIN -> torch;
      case CHANNELS_LAST -> torch.permute(0, 2, 3, 1);
      case TRANSPOSED -> torch.permute(1, 0);
    };
  }

  /** The layout of what a layer gives: images of rank 4, else features. */
  static Layout ofOutput(Tensor torch) {
    return torch.dim() == 4 ? CHANNELS_LAST : PLAIN;
  }
}
