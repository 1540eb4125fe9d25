/**
 * Weights of PyTorch's modules in safetensors files, both ways.
 *
 * <p>Sources: PyTorch's documentation of {@code torch.nn} (names and layouts of each module's
 * parameters) and of {@code Module.load_state_dict}; the safetensors format.
 */
package graft.exchange.torch;
