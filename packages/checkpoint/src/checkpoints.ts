/** Saving and loading where there are no paths: blobs, the origin-private file system, responses. */
import { BlobSink, type FileHandleLike, openSource, type ReadableSource, writeTo } from "./bytes/browser.js";
import type { ByteSink } from "./bytes/ports.js";
import type { CheckpointContents } from "./contents.js";
import { type CheckpointTargets, type LoadedCheckpoint, readCheckpoint } from "./read-checkpoint.js";
import { contentFields, prepareCheckpoint } from "./write-checkpoint.js";

/**
 * Saves parameters, optimizer, schedulers and metric rules as one safetensors file.
 *
 * Each parameter is a tensor by its name, each slot of the optimizer one by `optimizer.<parameter>.<slot>`; the rest is JSON
 * in the metadata. The arrays are written from where they are: make no step until the promise has resolved. In Node,
 * `saveCheckpoint` of `@anneal/checkpoint/node` takes a path.
 *
 * @param target A file handle, whose file is replaced when everything is written, or a sink of your own.
 * @throws InvalidArgumentError for what can't be saved, NaN and infinities among it unless they are allowed. A file that a
 * handle stands for is as it was then; what a sink has got is incomplete.
 */
export async function saveCheckpoint(
  target: FileHandleLike | ByteSink,
  contents: CheckpointContents,
): Promise<void> {
  const { write } = await prepareCheckpoint(contentFields(contents));
  await writeTo(target, write);
}

/** Saves as `saveCheckpoint` does, into a blob: for a download or an upload. */
export async function checkpointBlob(contents: CheckpointContents): Promise<Blob> {
  const sink = new BlobSink();
  const { write } = await prepareCheckpoint(contentFields(contents));
  await write(sink);
  return sink.blob;
}

/**
 * Loads what `saveCheckpoint` wrote into the parts of a run, which goes on with the same bits, also on another engine.
 *
 * The file is read twice: to verify its checksum, its tensors and its states, then to fill the arrays, in place.
 *
 * @param source A Blob, a file handle, a Response, or a source of your own.
 * @throws CheckpointError for a file that is damaged or does not fit, InvalidArgumentError for wrong targets. Nothing is
 * changed then; only where the second reading fails the run is incomplete, and the error says so.
 */
export async function loadCheckpoint(
  source: ReadableSource,
  targets: CheckpointTargets,
): Promise<LoadedCheckpoint> {
  return readCheckpoint(await openSource("source", source), targets);
}
