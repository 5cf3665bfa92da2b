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

/** The contents of a checkpoint, and how many to keep. */
export interface SaveCheckpointContents extends CheckpointContents {
  /**
   * How many checkpoints to keep, including this one: the previous one is `run.1.safetensors` next to
   * `run.safetensors`, and so on. Default: replaces the file and leaves older ones alone.
   */
  readonly keep?: number;
}

/**
 * Saves parameters, optimizer, schedulers and metric rules as one safetensors file.
 *
 * Each parameter is a tensor under its name, and each optimizer slot one under `optimizer.<parameter>.<slot>`; the rest
 * is JSON in the metadata. After a crash at any moment, even of the machine, the path holds the previous checkpoint or
 * the new one: a temporary file in the same folder is written, synced and renamed. The arrays are written without a
 * copy: don't step until the promise has resolved.
 *
 * @throws InvalidArgumentError for contents that can't be saved, including NaN and infinities unless allowed; errors of
 * the file system. The path keeps the previous checkpoint then.
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
 * Loads a file of `saveCheckpoint` into the parts of a run, which resumes bit-identically, even on another engine.
 *
 * Reads the file twice: first to verify its checksum, tensors and states, then to fill the arrays in place.
 *
 * @throws CheckpointError for a file that is damaged or does not fit, InvalidArgumentError for wrong targets, errors of
 * the file system. Nothing is changed then, unless the second pass fails: the run is then incomplete, and the error
 * says so.
 */
export async function loadCheckpoint(path: FilePath, targets: CheckpointTargets): Promise<LoadedCheckpoint> {
  return withFile(checkPath("path", path), (source) => readCheckpoint(source, targets));
}

/** Returns the checkpoints kept for a path, newest first. */
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
