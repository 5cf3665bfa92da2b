/** The golden cases of schedules that follow a metric, and whether their runner can say no. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { ScheduleCase } from "../src/schedule-case.js";
import { runScheduleFile } from "../src/schedules.js";

const all: ScheduleCase[] = JSON.parse(
  readFileSync(new URL("../golden/schedules.json", import.meta.url), "utf8"),
);
const driven = all.filter(({ name }) => /plateau|greedy/i.test(name));

describe("the golden cases that follow a metric", () => {
  it("are as many as the names that are known", () => {
    const names = new Set(driven.map(({ library, name }) => `${library}/${name}`));
    expect([...names].sort()).toEqual([
      "braintools/ReduceLROnPlateau",
      "fairseq/reduce_lr_on_plateau",
      "keras/callbacks.ReduceLROnPlateau",
      "optax/contrib.reduce_on_plateau",
      "timm/PlateauLRScheduler",
      "torch/ReduceLROnPlateau",
      "transformers/greedy",
      "transformers/reduce_lr_on_plateau",
    ]);
  });

  it.each(driven)("$id is reproduced to the last bit, with a break after each metric", (golden) => {
    const [outcome] = runScheduleFile([golden]);
    expect(outcome).toMatchObject({ status: "passed", id: golden.id });
    if (golden.raises === undefined) expect(outcome).toMatchObject({ nearness: { deviation: 0 } });
  });

  it.each(driven.filter(({ raises }) => raises === undefined))(
    "$id fails when a value of it is another",
    (golden) => {
      const largest = Math.max(...golden.lr.flat().map(Number));
      const change = (value: unknown): unknown =>
        Array.isArray(value) ? value.map(change) : Number(value) + 1e-3 * largest;
      for (const field of ["lr", "lr_after_metric", "lr_at_init"] as const) {
        const held = golden[field];
        if (held === undefined) continue;
        const values = Array.isArray(held)
          ? held.map((value, i) => (i === held.length - 1 ? change(value) : value))
          : change(held);
        expect(runScheduleFile([{ ...golden, [field]: values }])).toMatchObject([{ status: "failed" }]);
      }
      expect(runScheduleFile([{ ...golden, metrics: golden.metrics?.slice(1) }])).toMatchObject([
        { status: "failed" },
      ]);
    },
  );
});
