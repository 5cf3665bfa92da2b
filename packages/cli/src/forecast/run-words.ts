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
  return files.map(({ word }, i) => {
    const own = isOneForEach ? atEnd : (given[i] as readonly string[]);
    const allowed = isOneForEach ? files.length : 1;
    if (own.length > allowed || (isOneForEach && own.length < allowed)) {
      throw usageError(
        `--schedule is given ${own.length} times after ${word}; give it once after each file, or once for each of the ` +
          `${files.length} files after the last`,
      );
    }
    return { path: word, schedule: own[isOneForEach ? i : 0] };
  });
}

function schedulesOf(given: unknown): readonly string[] {
  return Array.isArray(given) ? given : [];
}
