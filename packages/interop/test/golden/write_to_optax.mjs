/**
 * Writes to-optax.json: the code that `toOptax` gives for Optax's golden cases and for one tree of every other kind.
 *
 *     npm run build
 *     node packages/interop/test/golden/write_to_optax.mjs | python packages/interop/test/golden/run_to_optax.py \
 *         > packages/interop/test/golden/to-optax.json
 */
import { readFileSync } from "node:fs";
import { scheduleFromTree } from "@anneal/core";
import { fromLibrary, toOptax } from "@anneal/interop";
import { otherTrees } from "./other-trees.mjs";

const file = new URL("../../../../spec/golden/schedules.json", import.meta.url);
/**
 * @typedef {{ id: string, library: string, name: string, args: object, steps: number[], precision?: string,
 *   raises?: string, metrics?: number[] }} Case
 */
/** @type {Case[]} */
const golden = JSON.parse(readFileSync(file, "utf8"));
const ofOptax = golden
  .filter(
    ({ library, precision, raises, metrics }) =>
      library === "optax" && precision === "f32" && !raises && !metrics,
  )
  .map(({ id, name, args, steps }) => ({
    id,
    schedule: fromLibrary("optax", name, { args }),
    steps: steps.filter((step) => step >= 0),
  }));
const counts = [...Array.from({ length: 120 }, (_, i) => i * 3), 100_000, 5_000_000, 2 ** 24 - 1];
const others = Object.entries(otherTrees).map(([id, tree]) => ({
  id,
  schedule: scheduleFromTree(tree),
  steps: counts,
}));

const cases = [...ofOptax, ...others].map(({ id, schedule, steps }) => ({
  id,
  tree: schedule.node,
  code: toOptax(schedule),
  steps,
}));
process.stdout.write(JSON.stringify(cases));
