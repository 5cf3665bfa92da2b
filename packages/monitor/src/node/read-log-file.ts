/** Reads logs from disk. */
import { createReadStream } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { readEventFile } from "../logs/event-file-log.js";
import { LogError } from "../logs/log-error.js";
import { type ReadLogOptions, readLog } from "../logs/read-log.js";
import type { FlatRecord } from "../records.js";

/**
 * The records of a log file, or of the event files in a TensorBoard folder in the order of their names.
 *
 * @param path A CSV, JSON Lines or JSON file, transformers' `trainer_state.json`, an event file, or a folder of those.
 * @throws LogError, or the error of the file system.
 */
export async function* readLogFile(
  path: string,
  options: Omit<ReadLogOptions, "file"> = {},
): AsyncGenerator<FlatRecord> {
  const isFolder = (await stat(path)).isDirectory();
  if (!isFolder) {
    yield* readLog(createReadStream(path), { ...options, file: basename(path) });
    return;
  }
  const files = (await readdir(path)).filter((name) => name.includes("tfevents")).sort();
  if (files.length === 0) throw new LogError("the folder has no event files of TensorBoard", { file: path });
  // A file of a run that logged nothing has no scalars. That is allowed if there are other files.
  for (const name of files) yield* readEventFile(createReadStream(join(path, name)), name);
}
