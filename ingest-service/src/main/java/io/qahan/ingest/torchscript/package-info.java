/**
 * Networks in TorchScript: any frozen PyTorch network whose output is C x H x W, as a model's
 * features. Start at {@link io.qahan.ingest.torchscript.TorchScript}; model files and the command
 * line call in.
 */
package io.qahan.ingest.torchscript;
