/**
 * Models as ONNX, both ways.
 *
 * <p>Source of all that is said of it: the ONNX specification, "Open Neural Network Exchange
 * Intermediate Representation" (IR version 8) and "ONNX Operators" (opset 17).
 */
package graft.exchange.onnx;
