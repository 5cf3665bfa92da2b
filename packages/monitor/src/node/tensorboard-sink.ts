/** A sink for TensorBoard. */
import { existsSync, readdirSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { Fields, wholeNumber } from "@anneal/core/arguments";
import { FileBusyError } from "../errors.js";
import { frameRecord } from "../record-file.js";
import type { FlatRecord } from "../records.js";
import type { Sink } from "../sink.js";
import { AppendFile, filePath } from "./append-file.js";
import { scalarsEvent, sessionStartEvent, versionEvent } from "./event-messages.js";

/** The options of a TensorBoard sink. */
export interface TensorBoardSinkOptions {
  /**
   * The step at which a stopped run resumes. TensorBoard then drops values from this step on in earlier files of the
   * folder, which would otherwise be shown twice.
   */
  readonly resumeAt?: number;
}

/**
 * A sink that writes a new event file into a folder, `runs/first` for example, which `tensorboard --logdir runs` shows
 * as a run. Each name of a record is a scalar; `lr/0` and `lr/1` share a section.
 *
 * TensorBoard stores values in float32: 3e-4 is read back as 3.0000001e-4. The time of a value is the time of the call.
 * @throws InvalidArgumentError, or the error of the file system.
 */
export function tensorBoardSink(folder: string, options: TensorBoardSinkOptions = {}): Sink {
  const fields = new Fields("tensorBoardSink", "options", options, ["resumeAt"]);
  const resumeAt = fields.has("resumeAt") ? wholeNumber("resumeAt", fields.get("resumeAt")) : null;
  const file = new AppendFile(join(filePath("folder", folder), nextEventFile(folder)), "ax");
  const write = (event: Uint8Array) => {
    // A new file of this name would lack the first event.
    if (!file.isCurrent()) throw new FileBusyError(file.path, "was removed or replaced; create a new sink");
    file.append(frameRecord(event));
  };
  write(versionEvent(now()));
  if (resumeAt !== null) write(sessionStartEvent(now(), resumeAt));
  return {
    name: `TensorBoard in ${folder}`,
    log({ step, ...scalars }: FlatRecord) {
      write(scalarsEvent(now(), step, Object.entries(scalars)));
    },
    flush: () => file.sync(),
    close: () => file.close(),
  };
}

/**
 * The name of a new event file. TensorBoard recognizes event files by a word in their names, and reads those of a
 * folder in the order of the names: the new one sorts last, even if it is created within the same second or after the
 * clock went back.
 */
function nextEventFile(folder: string): string {
  const names = existsSync(folder) ? readdirSync(folder) : [];
  const others = names.map((name) => Number(name.match(/^events\.out\.tfevents\.(\d{10})\./)?.[1] ?? 0));
  const seconds = others.reduce((latest, other) => Math.max(latest, other + 1), Math.floor(now()));
  return `events.out.tfevents.${String(seconds).padStart(10, "0")}.${hostname()}.${process.pid}.0`;
}

/** Seconds since 1970. */
function now(): number {
  return Date.now() / 1000;
}
