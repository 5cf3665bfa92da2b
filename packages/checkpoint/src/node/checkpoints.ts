/** Saving to paths and loading from them. */
import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { wholeNumber } from "@anneal/core/arguments";
import type { CheckpointContents } from "../contents.js";
import { type CheckpointTargets, type LoadedCheckpoint, readCheckpoint } from "../read-checkpoint.js";
import { contentFields, prepareCheckpoint } from "../write-checkpoint.js";
import { checkPath, type FilePath, withFile } from "./file-source.js";
import { olderFiles, shiftOlder } from "./older-files.js";
import { replaceFile } from "./replace-file.js";

/** What `saveCheckpoint` writes, and how many it keeps. */
export interface SaveCheckpointContents extends CheckpointContents {
  /**
   * How many checkpoints are kept, this one among them: the one before it as `run.1.safetensors` beside `run.safetensors`,
   * and so on. Default: the file is replaced, and others are left alone.
   */
  readonly keep?: number;
}

/**
 * Saves parameters, optimizer, schedulers and metric rules as one safetensors file.
 *
 * Each parameter is a tensor by its name, each slot of the optimizer one by `optimizer.<parameter>.<slot>`; the rest is JSON
 * in the metadata. After a crash at any moment, also of the machine, the path has the checkpoint before or the new one:
 * a temporary file in the same folder is written, synced and renamed. The arrays are written from where they are: make no
 * step until the promise has resolved.
 *
 * @throws InvalidArgumentError for what can't be saved, NaN and infinities among it unless they are allowed; errors of the
 * file system. The path has the checkpoint before then.
 */
export async function saveCheckpoint(path: FilePath, contents: SaveCheckpointContents): Promise<void> {
  checkPath("path", path);
  const fields = contentFields(contents, ["keep"]);
  const keep = fields.readOrNull("keep", (argument, value) => wholeNumber(argument, value, 1));
  const { write } = await prepareCheckpoint(fields);
  await replaceFile(path, write, async (target) => {
    if (keep !== null) await shiftOlder(target, keep);
  });
}

/**
 * Loads what `saveCheckpoint` wrote into the parts of a run, which goes on with the same bits, also on another engine.
 *
 * The file is read twice: to verify its checksum, its tensors and its states, then to fill the arrays, in place.
 *
 * @throws CheckpointError for a file that is damaged or does not fit, InvalidArgumentError for wrong targets, errors of the
 * file system. Nothing is changed then; only where the second reading fails the run is incomplete, and the error says so.
 */
export async function loadCheckpoint(path: FilePath, targets: CheckpointTargets): Promise<LoadedCheckpoint> {
  return withFile(checkPath("path", path), (source) => readCheckpoint(source, targets));
}

/** The checkpoints that were kept for a path, newest first. */
export async function listCheckpoints(path: FilePath): Promise<readonly string[]> {
  const checked = checkPath("path", path);
  const newest = resolve(checked instanceof URL ? fileURLToPath(checked) : checked);
  const older = (await olderFiles(newest)).map((file) => file.path);
  const isThere = await stat(newest).then(
    () => true,
    () => false,
  );
  return isThere ? [newest, ...older] : older;
}
