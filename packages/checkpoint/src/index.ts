/** Checkpoints of a training run in one safetensors file. File paths need `@anneal/checkpoint/node`. */

export type {
  FileHandleLike,
  ReadableBlob,
  ReadableSource,
  ResponseLike,
  WritableFile,
} from "./bytes/browser.js";
export type { ByteSink, ByteSource } from "./bytes/ports.js";
export { checkpointBlob, loadCheckpoint, saveCheckpoint } from "./checkpoints.js";
export type { CheckpointContents, NamedParameters, RunParts } from "./contents.js";
export { CheckpointError } from "./errors.js";
export { type LoadedParameters, type LoadParametersOptions, loadParameters } from "./parameters.js";
export type { CheckpointTargets, LoadedCheckpoint } from "./read-checkpoint.js";
export type { TensorDtype } from "./safetensors/dtypes.js";
export { openSafetensors, type SafetensorsFile } from "./safetensors/file.js";
export type { TensorInfo } from "./safetensors/read-header.js";
export type { Stateful, StatefulOptimizer } from "./stateful.js";
export { fromTorchStateDict, type TorchStateDict, toTorchStateDict } from "./torch.js";
export { loadTorchState, saveTorchState } from "./torch-file.js";
