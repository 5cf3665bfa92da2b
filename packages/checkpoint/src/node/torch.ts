/** States of PyTorch's Adam and AdamW in files. */
import type { StatefulOptimizer } from "../stateful.js";
import { loadTorchState as load, writeTorchState } from "../torch-file.js";
import { checkPath, type FilePath, withFile } from "./file-source.js";
import { replaceFile } from "./replace-file.js";

/**
 * Saves the parameters and the state of an Adam or AdamW for PyTorch, atomically, like `saveCheckpoint`.
 * @throws InvalidArgumentError for another rule
 */
export async function saveTorchState(path: FilePath, optimizer: StatefulOptimizer): Promise<void> {
  await replaceFile(
    checkPath("path", path),
    (sink) => writeTorchState(sink, optimizer),
    async () => {},
  );
}

/**
 * Loads the parameters and the state of PyTorch's Adam or AdamW into an optimizer with the same rule, groups and shapes.
 * @throws CheckpointError for a file that does not fit; nothing is changed
 */
export async function loadTorchState(path: FilePath, optimizer: StatefulOptimizer): Promise<void> {
  await withFile(checkPath("path", path), (source) => load(source, optimizer));
}
