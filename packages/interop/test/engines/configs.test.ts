/** Real configurations, where a folder of them is given: the curve that each engine makes of them. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fromJSON } from "@anneal/core";
import { importSchedule } from "@anneal/interop/engines";
import { describe, expect, it } from "vitest";

interface Expected {
  readonly file: string | null;
  readonly engine: string;
  readonly total: number;
  readonly float32_engine: boolean;
  readonly points: readonly (readonly [number, number])[];
}

const folder = process.env.CONFIGS_DIR;
const expected: readonly Expected[] =
  folder === undefined ? [] : JSON.parse(readFileSync(join(folder, "expected.json"), "utf8"));

/** What a file leaves open besides the total. */
const GIVEN: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  "deepspeed/ds_config_auto.json": { learning_rate: 2e-5, warmup_steps: 100 },
};

describe.skipIf(folder === undefined)("real configurations", () => {
  it.each(expected.filter(({ file }) => file !== null))(
    "$file",
    async ({ file, engine, total, points, ...rest }) => {
      const text = readFileSync(join(folder ?? "", file ?? ""), "utf8");
      const result = await importSchedule(text, {
        engine,
        total,
        file: file ?? "",
        set: GIVEN[file ?? ""] ?? {},
      });
      const lr = fromJSON(result.schedules[0]?.schedule);
      const peak = Math.max(...points.map(([, rate]) => rate));
      const tolerance = (rest.float32_engine ? 1e-6 : 1e-12) * peak;
      for (const [step, rate] of points)
        expect(Math.abs(lr(step) - rate), `update ${step}`).toBeLessThanOrEqual(tolerance);
    },
  );
});
