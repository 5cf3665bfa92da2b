/** Records as scalars of TensorBoard. */
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

/** What a TensorBoard sink is told beside its folder. */
export interface TensorBoardSinkOptions {
  /**
   * The step from which a run goes on that was stopped. TensorBoard then drops what earlier files of the folder hold
   * from this step on: it would be shown twice.
   */
  readonly resumeAt?: number;
}

/**
 * A sink that writes an event file of its own into a folder, `runs/first` for example, which
 * `tensorboard --logdir runs` then shows as a run. Each name of a record is a scalar; `lr/0` and `lr/1` get one section.
 *
 * TensorBoard keeps values in float32: 3e-4 comes back as 3.0000001e-4. The time of a value is that of the call.
 * @throws InvalidArgumentError, or the error of the file system.
 */
export function tensorBoardSink(folder: string, options: TensorBoardSinkOptions = {}): Sink {
  const fields = new Fields("tensorBoardSink", "options", options, ["resumeAt"]);
  const resumeAt = fields.has("resumeAt") ? wholeNumber("resumeAt", fields.get("resumeAt")) : null;
  const file = new AppendFile(join(filePath("folder", folder), nextEventFile(folder)), "ax");
  const write = (event: Uint8Array) => {
    // Another file of this name would lack the first event.
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
 * The name of a new event file. TensorBoard finds such files by a word in their names, and reads those of a folder in
 * the order of the names: the new one comes last, also when it is made within a second or the clock went back.
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
