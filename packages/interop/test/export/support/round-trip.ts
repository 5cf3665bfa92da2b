/** An export, read again by the import, against what the export says of itself. */
import { fromJSON, type Schedule, scheduleFromTree } from "@anneal/core";
import {
  type ExportResult,
  type ImportedSchedule,
  importSchedule,
  type NativeExport,
} from "../../../src/engines/index.js";

/** The largest distance between two schedules over a run, and the largest rate of the first. */
export function distance(one: Schedule, other: Schedule, total: number) {
  let [largest, step, size] = [0, 0, 0];
  for (let i = 0; i < total; i++) {
    const [a, b] = [one(i), other(i)];
    size = Math.max(size, Math.abs(a));
    if (Math.abs(a - b) > largest) [largest, step] = [Math.abs(a - b), i];
  }
  return { largest, step, size };
}

/** What the engine runs with its own fields. */
export async function readNative({ file, importOptions, behind }: NativeExport): Promise<Schedule> {
  const { engine, total, set } = importOptions;
  const given = total === null ? {} : { total };
  const { schedules } = await importSchedule(file.text, { engine, set, file: file.name, ...given });
  const [main] = schedules as readonly [ImportedSchedule];
  const child = main.schedule.root;
  return scheduleFromTree({ kind: "time", child, shift: behind, minimum: 0 });
}

/** The schedule that the file gives: by its fields, or by the document in its comment. */
export async function readExport({ file, form, native }: ExportResult): Promise<Schedule> {
  if (form === "native" && native !== null && file.format !== "python") return readNative(native);
  const { schedules } = await importSchedule(file.text, { file: file.name });
  return fromJSON(schedules[0]?.schedule);
}
