/**
 * Mutation tests: makes small changes to the sources and counts those that the unit tests detect.
 *
 *   mutation                          every folder; writes spec/mutation/summary.json
 *   mutation packages/core/src/math   these folders; the summary keeps what it has of the others
 *   mutation --file <path>...         only these files; nothing is written
 *   mutation --fresh ...              starts a thread for each mutant: slower, but no mutant can affect another
 *   mutation --again ...              reuses what the last run found, where neither the code nor its tests have changed
 *   mutation --shard 0/12 <folder>    a twelfth of a folder: of its files, or of its mutants in Rust; the summary adds the shards,
 *                                     and says which have been run
 *   mutation --list                   the folders and their thresholds
 *
 * Fails where a folder is below its threshold.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { folders, isIn } from "./mutation/folders.mjs";
import { count, merge, problems } from "./mutation/mutants.mjs";
import { filesOfShard, mutantsOf, root, versionsOf } from "./mutation/tools.mjs";

/** @typedef {import("./mutation/mutants.mjs").Result} Result */

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    again: { type: "boolean", default: false },
    file: { type: "string", multiple: true, default: [] },
    fresh: { type: "boolean", default: false },
    list: { type: "boolean", default: false },
    shard: { type: "string" },
  },
});
const summary = join(root, "spec/mutation/summary.json");
const equivalent = JSON.parse(readFileSync(join(root, "spec/mutation/equivalent.json"), "utf8"));

if (options.list) {
  for (const { path, threshold } of folders) console.log(`${path}  ${threshold}`);
} else {
  const unknown = positionals.filter((name) => !folders.some(({ path }) => path === name));
  if (unknown.length > 0) throw new Error(`unknown folder: ${unknown.join(", ")}; see --list`);
  const chosen = folders.filter((folder) => {
    if (options.file.length > 0) return options.file.some((file) => isIn(folder, file));
    return positionals.length === 0 || positionals.includes(folder.path);
  });
  for (const folder of chosen) await run(folder);
}

/** @param {import("./mutation/folders.mjs").Folder} folder */
async function run(folder) {
  const work = mkdtempSync(join(tmpdir(), "anneal-mutation-"));
  try {
    const { again, fresh, shard } = options;
    const files =
      shard !== undefined && folder.tool === "stryker"
        ? filesOfShard(folder, shard)
        : options.file.filter((file) => isIn(folder, file));
    const mutants = await mutantsOf(folder, work, { files, again, fresh, shard });
    const known = equivalent.filter((/** @type {{ file: string }} */ { file }) =>
      files.length > 0 ? files.includes(file) : isIn(folder, file),
    );
    const { survivors, stale, ...counts } = count(mutants, known, { isPart: shard !== undefined });
    for (const name of survivors) console.log(`survived: ${name}`);
    for (const name of stale) console.log(`listed as equivalent, but killed or no longer generated: ${name}`);
    if (stale.length > 0) process.exitCode = 1;
    const date = new Date().toISOString().slice(0, 10);
    const shards = shard === undefined ? {} : { shards: [shard] };
    const result = { folder: folder.path, ...shards, ...counts, date, versions: versionsOf(folder.tool) };
    console.log(`${folder.path}: ${result.killed} of ${result.mutants} killed`);
    if (options.file.length === 0) write(result);
    for (const problem of problems([result], folders)) {
      console.error(problem);
      process.exitCode = 1;
    }
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Writes the summary after each folder, so that results are kept if a later one fails. @param {Result} result */
function write(result) {
  /** @type {Result[]} */
  const results = JSON.parse(readFileSync(summary, "utf8"));
  const before = results.find(({ folder }) => folder === result.folder);
  const all = [...results.filter((each) => each !== before), merge(before, result)];
  const places = folders.map(({ path }) => path);
  all.sort((a, b) => places.indexOf(a.folder) - places.indexOf(b.folder));
  writeFileSync(summary, `${JSON.stringify(all, null, 2)}\n`);
}
