/** Every engine's rules, on configurations of our own. */
import { fromJSON } from "@anneal/core";
import { engineNames, importSchedule } from "@anneal/interop/engines";
import { describe, expect, it } from "vitest";
import { cases } from "./curves.js";

describe("each engine", () => {
  it("has a case", () => {
    expect(engineNames.filter((name) => !cases.some(({ engine }) => engine === name))).toEqual([]);
  });

  it.each(cases)("$engine $what", async ({ engine, text, file, total, set, steps, rate }) => {
    const options = {
      file,
      ...(total === undefined ? {} : { total }),
      ...(set === undefined ? {} : { set }),
    };
    const result = await importSchedule(text, { engine, ...options });
    expect(result.engine).toBe(engine);
    const lr = fromJSON(result.schedules[0]?.schedule);
    const peak = Math.max(...steps.map(rate));
    for (const step of steps)
      expect(Math.abs(lr(step) - rate(step)), `update ${step}`).toBeLessThanOrEqual(1e-12 * peak);
  });

  it.each(cases.filter(({ recognized }) => recognized !== false))(
    "recognizes $engine: $what",
    async (each) => {
      const { engine, text, file, total, set } = each;
      const options = {
        file,
        ...(total === undefined ? {} : { total }),
        ...(set === undefined ? {} : { set }),
      };
      expect((await importSchedule(text, options)).engine).toBe(engine);
    },
  );
});
