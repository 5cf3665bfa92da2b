/** Times at the ends of float64: the module ends, does not trap, and has the host's bits. */
import { sample as sampleOnHost, scheduleFromTree } from "@anneal/core";
import { describe, expect, test } from "vitest";
import { finiteTrees } from "../../core/test/support/extreme-trees.js";
import { shared } from "../../core/test/support/random-cases.js";
import { sample } from "../src/index.js";
import { expectSameBits } from "./support/same-bits.js";

const starts = [0, -20, 2 ** 52 - 20, 2 ** 52 + 1, 2 ** 53 - 80, 1e300, 1e308, -1e308];

describe.each(finiteTrees.map(([name, tree], i) => [name, tree, i] as const))("%s", (_, tree, i) => {
  test.each(shared(starts, 4, i))("from %d", (start) => {
    const schedule = scheduleFromTree(tree);
    for (const count of [1, 2, 64, 1500]) {
      const range = { start, count };
      const expected = sampleOnHost(schedule, range);
      expectSameBits(
        expected,
        Float64Array.from({ length: count }, (_, i) => scheduleFromTree(tree)(start + i)),
        "values of single steps",
      );
      expectSameBits(sample(schedule, { ...range, engine: "wasm" }), expected);
      const narrow = sample(schedule, { ...range, dtype: "float32", engine: "wasm" });
      expectSameBits(narrow, Float32Array.from(expected), "float32 values");
    }
  });
});

test("a cycle beyond 2^53 is the same in a range and at a step", () => {
  const schedule = scheduleFromTree({ kind: "cycles", length: 0.5, child: { kind: "constant", value: 1 } });
  const values = sample(schedule, { start: 2 ** 52 - 2, count: 6, engine: "wasm" });
  expect([...values]).toEqual([1, 1, 1, 1, 1, 1]);
});
