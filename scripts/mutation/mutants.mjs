/** Mutants as both tools report them, which of them count as equivalent, and what a folder's result is worth. */

/**
 * @typedef {object} Mutant
 * @property {string} file Relative to the root of the repository.
 * @property {string} change The text before and after: `a < b -> a <= b`; for Rust what cargo-mutants calls it.
 * @property {boolean} isKilled By a failing test, or because it never ends.
 * @property {boolean} isEndless Whether it was killed because it never ends.
 */

/**
 * @typedef {object} Equivalent A mutant that no test can notice.
 * @property {string} file
 * @property {string} change
 * @property {string} reason
 */

/**
 * @typedef {object} Result
 * @property {string} folder
 * @property {number} mutants Without the equivalent ones.
 * @property {number} killed
 * @property {number} [timedOut] How many of the killed ones never end.
 * @property {number} survived
 * @property {number} share Of the mutants that were killed.
 * @property {readonly Equivalent[]} equivalent
 * @property {string} date
 * @property {Readonly<Record<string, string>>} versions
 */

/**
 * The mutants of Stryker's report. Those that can't be run, because the code doesn't compile, are none.
 *
 * @param {{ files: Record<string, { source: string, mutants: readonly any[] }> }} report
 * @returns {Mutant[]}
 */
export function mutantsOfStryker({ files }) {
  return Object.entries(files).flatMap(([file, { source, mutants }]) => {
    const lines = source.split("\n");
    return mutants
      .filter(({ status }) => !["CompileError", "Ignored", "Pending"].includes(status))
      .map(({ status, location, replacement }) => ({
        file,
        change: `${oneLine(textAt(lines, location))} -> ${oneLine(replacement)}`,
        isKilled: ["Killed", "Timeout", "RuntimeError"].includes(status),
        isEndless: status === "Timeout",
      }));
  });
}

/**
 * The mutants of `outcomes.json` of cargo-mutants.
 *
 * @param {{ outcomes: readonly any[] }} report
 * @returns {Mutant[]}
 */
export function mutantsOfCargo({ outcomes }) {
  return outcomes
    .filter(({ scenario, summary }) => scenario.Mutant !== undefined && summary !== "Unviable")
    .map(({ scenario: { Mutant }, summary }) => ({
      file: Mutant.file,
      // Without the place, which every edit moves.
      change: Mutant.name.replace(/^\S+:\d+:\d+: /, ""),
      isKilled: summary === "CaughtMutant" || summary === "Timeout",
      isEndless: summary === "Timeout",
    }));
}

/** @param {readonly string[]} lines @param {{ start: Place, end: Place }} location From 1 on, as Stryker counts. */
function textAt(lines, { start, end }) {
  const within = lines.slice(start.line - 1, end.line);
  const last = within.length - 1;
  within[last] = within[last]?.slice(0, end.column - 1) ?? "";
  within[0] = within[0]?.slice(start.column - 1) ?? "";
  return within.join("\n");
}

/** @typedef {{ line: number, column: number }} Place */

const LONGEST = 120;

/** @param {string} text */
function oneLine(text) {
  const line = text.replace(/\s+/g, " ");
  return line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line;
}

/**
 * Counts a folder's mutants. Those named as equivalent are left out, unless a test kills them: then the name is wrong.
 *
 * @param {readonly Mutant[]} mutants
 * @param {readonly Equivalent[]} known
 */
export function count(mutants, known) {
  const nameOf = (/** @type {{ file: string, change: string }} */ { file, change }) => `${file}: ${change}`;
  const names = new Set(known.map(nameOf));
  const survivors = mutants.filter(({ isKilled }) => !isKilled);
  const found = new Set(survivors.map(nameOf));
  const killed = mutants.length - survivors.length;
  const survived = survivors.filter((mutant) => !names.has(nameOf(mutant)));
  const total = killed + survived.length;
  return {
    mutants: total,
    killed,
    timedOut: mutants.filter(({ isEndless }) => isEndless).length,
    survived: survived.length,
    // Rounded down, so that it never looks better than it is.
    share: total === 0 ? 1 : Math.floor((1000 * killed) / total) / 1000,
    equivalent: known.filter((each) => found.has(nameOf(each))),
    survivors: survived.map(nameOf),
    /** Named as equivalent, but killed, or not made any more. */
    stale: known.filter((each) => !found.has(nameOf(each))).map(nameOf),
  };
}

/**
 * What is wrong with a summary: folders below their threshold, and equivalent mutants without a reason.
 *
 * @param {readonly Result[]} results
 * @param {readonly { path: string, threshold: number }[]} folders
 * @returns {string[]}
 */
export function problems(results, folders) {
  return results.flatMap(({ folder, share, equivalent }) => {
    const known = folders.find(({ path }) => path === folder);
    if (known === undefined) return [`${folder}: no such folder in scripts/mutation/folders.mjs`];
    const low = share < known.threshold ? [`${folder}: ${share} killed, ${known.threshold} needed`] : [];
    const unexplained = equivalent.filter(({ reason }) => reason.trim() === "");
    return [...low, ...unexplained.map(({ change }) => `${folder}: no reason for ${change}`)];
  });
}
