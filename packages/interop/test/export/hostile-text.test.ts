/** Text of a user in exports that are not Python: it stays a comment or a string, and configuration files have none. */
import { join, type Schedule, sum, tanh, warmupCosine } from "@anneal/core";
import fc from "fast-check";
import { parseAst } from "vite";
import { describe, expect, it } from "vitest";
import { cases } from "../../../core/test/support/random-cases.js";
import { exportEngineNames, importSchedule, toEngine } from "../../src/engines/index.js";
import { hostileText } from "./support/hostile-text.js";

const total = 60;
const cosine = warmupCosine({ peak: 3e-4, warmupSteps: 10, totalSteps: total, endRatio: 0.1 });
/** A schedule with a name of the user. */
const labeled = (label: string) =>
  join({ schedules: [cosine, 0], boundaries: [total], labels: [label, "x"] });

function exported(engine: string, schedule: Schedule, comment: string) {
  return toEngine(schedule, engine, { totalSteps: total, comment });
}

describe("whatever a comment and the names in a schedule say", () => {
  it("TypeScript has the same statements, and the schedule", () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const schedule = labeled(text);
        const { file } = exported("typescript", schedule, text);
        // Throws if the text is not TypeScript.
        const [imported, constant, ...others] = parseAst(file.text, { lang: "ts" }).body;
        expect([imported?.type, constant?.type, others]).toEqual([
          "ImportDeclaration",
          "ExportNamedDeclaration",
          [],
        ]);
        const code = file.text.slice(constant?.start, constant?.end);
        const [, document = ""] = /^export const schedule: Schedule = fromJSON\((.*)\);$/s.exec(code) ?? [];
        expect(JSON.parse(document)).toEqual(schedule.toJSON());
        expect(document).toMatch(/^[\n -~]*$/);
      }),
      { numRuns: cases(100) },
    );
  });

  it.each(exportEngineNames)("the fields for %s are the same", (engine) => {
    const plain = exported(engine, labeled("a"), "a").native;
    fc.assert(
      fc.property(hostileText, (text) => {
        const native = exported(engine, labeled(text), text).native;
        expect(native?.fields).toEqual(plain?.fields);
        expect(native?.file).toEqual(plain?.file);
      }),
      { numRuns: cases(6) },
    );
  });

  it("code has the schedule in its comment", async () => {
    const engines = fc.constantFrom(...exportEngineNames);
    await fc.assert(
      fc.asyncProperty(hostileText, engines, async (text, engine) => {
        const named = labeled(text);
        const schedule = sum({ schedules: [named, tanh({ peak: 1e-3, totalSteps: 700 })] });
        const { file } = exported(engine, schedule, text);
        const { schedules } = await importSchedule(file.text, { file: file.name });
        expect(schedules[0]?.schedule).toEqual(schedule.toJSON());
      }),
      { numRuns: cases(50) },
    );
  });
});
