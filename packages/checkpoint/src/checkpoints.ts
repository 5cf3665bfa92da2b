/** Saving and loading without paths: blobs, the origin-private file system, responses. */
import { BlobSink, type FileHandleLike, openSource, type ReadableSource, writeTo } from "./bytes/browser.js";
import type { ByteSink } from "./bytes/ports.js";
import type { CheckpointContents } from "./contents.js";
import { type CheckpointTargets, type LoadedCheckpoint, readCheckpoint } from "./read-checkpoint.js";
import { contentFields, prepareCheckpoint } from "./write-checkpoint.js";

/**
 * Saves parameters, optimizer, schedulers and metric rules as one safetensors file.
 *
 * Each parameter is a tensor under its name, and each optimizer slot one under `optimizer.<parameter>.<slot>`; the rest
 * is JSON in the metadata. The arrays are written without a copy: don't step until the promise has resolved. In Node,
 * `saveCheckpoint` of `@anneal/checkpoint/node` takes a path.
 *
 * @param target A file handle, whose file is replaced once everything is written, or your own sink.
 * @throws InvalidArgumentError for contents that can't be saved, including NaN and infinities unless allowed. The file
 * of a handle is unchanged then; the output of a sink is incomplete.
 */
export async function saveCheckpoint(
  target: FileHandleLike | ByteSink,
  contents: CheckpointContents,
): Promise<void> {
  const { write } = await prepareCheckpoint(contentFields(contents));
  await writeTo(target, write);
}

/** Like `saveCheckpoint`, but returns a blob, for a download or an upload. */
export async function checkpointBlob(contents: CheckpointContents): Promise<Blob> {
  const sink = new BlobSink();
  const { write } = await prepareCheckpoint(contentFields(contents));
  await write(sink);
  return sink.blob;
}

/**
 * Loads a file of `saveCheckpoint` into the parts of a run, which resumes bit-identically, even on another engine.
 *
 * Reads the file twice: first to verify its checksum, tensors and states, then to fill the arrays in place.
 *
 * @param source A Blob, a file handle, a Response, or your own source.
 * @throws CheckpointError for a file that is damaged or does not fit, InvalidArgumentError for wrong targets. Nothing
 * is changed then, unless the second pass fails: the run is then incomplete, and the error says so.
 */
export async function loadCheckpoint(
  source: ReadableSource,
  targets: CheckpointTargets,
): Promise<LoadedCheckpoint> {
  return readCheckpoint(await openSource("source", source), targets);
}
