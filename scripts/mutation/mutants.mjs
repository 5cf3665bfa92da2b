/** Reads the mutants that both tools report, excludes equivalent ones, and computes the result of a folder. */

/**
 * @typedef {object} Mutant
 * @property {string} file Relative to the root of the repository.
 * @property {string} change The text before and after: `a < b -> a <= b`; for Rust the description by cargo-mutants.
 * @property {boolean} isKilled By a failing test or a timeout.
 * @property {boolean} isEndless Whether it was killed because it never ends.
 */

/**
 * @typedef {object} Equivalent A mutant that no test can detect.
 * @property {string} file
 * @property {string} change
 * @property {string} reason
 */

/**
 * @typedef {object} Result
 * @property {string} folder
 * @property {readonly string[]} [shards] The parts of the mutants that were run, such as `0/12`; all if missing.
 * @property {number} mutants Their number, without the equivalent ones.
 * @property {number} killed
 * @property {number} [timedOut] How many of the killed ones never end.
 * @property {number} survived
 * @property {number} share The share of the mutants that were killed.
 * @property {readonly Equivalent[]} equivalent
 * @property {string} date
 * @property {Readonly<Record<string, string>>} versions
 */

/**
 * The mutants of Stryker's report, without those that don't compile.
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
      // Without the position, which every edit changes.
      change: Mutant.name.replace(/^\S+:\d+:\d+: /, ""),
      isKilled: summary === "CaughtMutant" || summary === "Timeout",
      isEndless: summary === "Timeout",
    }));
}

/** @param {readonly string[]} lines @param {{ start: Place, end: Place }} location Counted from 1, as by Stryker. */
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
 * Counts a folder's mutants, without those listed as equivalent. A listed mutant that a test kills does count.
 *
 * @param {readonly Mutant[]} mutants
 * @param {readonly Equivalent[]} known
 * @param {{ isPart?: boolean }} [options] Whether these are a part of the folder's mutants: the listed ones need not be among them.
 */
export function count(mutants, known, { isPart = false } = {}) {
  const nameOf = (/** @type {{ file: string, change: string }} */ { file, change }) => `${file}: ${change}`;
  const names = new Set(known.map(nameOf));
  const survivors = mutants.filter(({ isKilled }) => !isKilled);
  const found = new Set(survivors.map(nameOf));
  const killed = mutants.length - survivors.length;
  const survived = survivors.filter((mutant) => !names.has(nameOf(mutant)));
  const total = killed + survived.length;
  const generated = new Set(mutants.map(nameOf));
  return {
    mutants: total,
    killed,
    timedOut: mutants.filter(({ isEndless }) => isEndless).length,
    survived: survived.length,
    share: shareOf(killed, total),
    equivalent: known.filter((each) => found.has(nameOf(each))),
    survivors: survived.map(nameOf),
    /** Mutants that are listed as equivalent, but are killed or no longer generated. */
    stale: known
      .filter((each) => !found.has(nameOf(each)) && (!isPart || generated.has(nameOf(each))))
      .map(nameOf),
  };
}

/** Rounded down, so that a share below the threshold never appears to reach it. @param {number} killed @param {number} total */
function shareOf(killed, total) {
  return total === 0 ? 1 : Math.floor((1000 * killed) / total) / 1000;
}

/**
 * The result of a folder after a run: of all shards, if it was one of several.
 *
 * @param {Result | undefined} before @param {Result} result
 * @returns {Result}
 */
export function merge(before, result) {
  const [shard] = result.shards ?? [];
  if (shard === undefined || before?.shards === undefined) return result;
  const partsOf = (/** @type {string} */ name) => name.split("/")[1];
  const isOther = (/** @type {string} */ name) => name !== shard && partsOf(name) === partsOf(shard);
  if (!before.shards.every(isOther)) return result;
  const killed = before.killed + result.killed;
  const mutants = before.mutants + result.mutants;
  return {
    ...result,
    shards: [...before.shards, shard],
    mutants,
    killed,
    timedOut: (before.timedOut ?? 0) + (result.timedOut ?? 0),
    survived: before.survived + result.survived,
    share: shareOf(killed, mutants),
    equivalent: [...before.equivalent, ...result.equivalent],
  };
}

/**
 * The problems of a summary: folders below their threshold, and equivalent mutants without a reason.
 *
 * @param {readonly Result[]} results
 * @param {readonly { path: string, threshold: number }[]} folders
 * @returns {string[]}
 */
export function problems(results, folders) {
  return results.flatMap(({ folder, share, equivalent }) => {
    const known = folders.find(({ path }) => path === folder);
    if (known === undefined) return [`${folder}: not in scripts/mutation/folders.mjs`];
    const low = share < known.threshold ? [`${folder}: ${share} killed, ${known.threshold} required`] : [];
    const unexplained = equivalent.filter(({ reason }) => reason.trim() === "");
    return [...low, ...unexplained.map(({ change }) => `${folder}: ${change} has no reason`)];
  });
}
