/** Checkpoints as files, for Node. */

export {
  listCheckpoints,
  loadCheckpoint,
  type SaveCheckpointContents,
  saveCheckpoint,
} from "./checkpoints.js";
export type { FilePath } from "./file-source.js";
export { loadParameters } from "./parameters.js";
export { loadTorchState, saveTorchState } from "./torch.js";
