/** The runs on the command line of `anneal forecast fit`, each with its schedule. */
import type { ScheduleWords } from "../command-line/command-line.js";
import { usageError } from "../failure.js";

/** A log, and the schedule given for it, if there is one. */
export interface RunWords {
  readonly path: string;
  readonly schedule: string | undefined;
}

/**
 * A `--schedule` belongs to the file before it. Several after the last file, as after `runs/*.csv`, belong to all files
 * in order.
 *
 * @throws CommandError for another number of schedules.
 */
export function runWords(files: readonly ScheduleWords[]): readonly RunWords[] {
  const given = files.map(({ own }) => schedulesOf(own.get("schedule")));
  const atEnd = given.at(-1) ?? [];
  const isOneForEach = atEnd.length > 1 && given.slice(0, -1).every((own) => own.length === 0);
  files.forEach(({ word }, i) => {
    const count = (given[i] as readonly string[]).length;
    if (count <= 1 || (isOneForEach && count === files.length)) return;
    throw usageError(
      `--schedule is given ${count} times after ${word}; give it once after each file, or once for each of the ` +
        `${files.length} files after the last`,
    );
  });
  return files.map(({ word }, i) => ({ path: word, schedule: isOneForEach ? atEnd[i] : given[i]?.[0] }));
}

function schedulesOf(given: unknown): readonly string[] {
  return Array.isArray(given) ? given : [];
}
