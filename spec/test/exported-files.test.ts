/** The rates that real engines logged for the exported files, and whether exports are still the files that were run. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { type Schedule, sample } from "@anneal/core";
import { describe, expect, it } from "vitest";
import { isComplete, sampled } from "../../packages/core/test/support/random-cases.js";
import {
  exportedCases,
  exportedFiles,
  FLOAT32_ENGINES,
  runEngines,
  TOTAL_STEPS,
} from "../src/exported-files.js";

interface Log {
  readonly engine: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly processes: number;
  readonly runs: Readonly<Record<string, { file: string; sha256: string; rates: readonly number[] }>>;
}

const folder = new URL("../engines/", import.meta.url);
const logOf = (engine: string): Log =>
  JSON.parse(readFileSync(new URL(`logs/exports/${engine}.json`, folder), "utf8"));
/** Of each, the files of all engines are made. */
const names = sampled(Object.keys(exportedCases), 4);
const files = new Map(names.map((name) => [name, exportedFiles(name)]));

/** The largest difference, as a share of the peak. */
function farthest(schedule: Schedule, rates: readonly number[]): number {
  const own = sample(schedule, { count: TOTAL_STEPS });
  const peak = Math.max(...own);
  return Math.max(...own.map((rate, i) => Math.abs(rate - (rates[i] ?? Number.NaN)) / peak));
}

describe.each(runEngines)("%s", (engine) => {
  const log = logOf(engine);

  it.each(names)("ran today's file: %s", (name) => {
    const run = log.runs[name];
    const file = files.get(name)?.[engine]?.file;
    expect(run?.file).toBe(file?.name);
    const text = readFileSync(new URL(`exports/${name}/${run?.file}`, folder), "utf8");
    expect(file?.text, "write the files anew and run them: see spec/engines/README.md").toBe(text);
    expect(createHash("sha256").update(text).digest("hex"), "run the file again").toBe(run?.sha256);
  });

  it.each(names)("had the rate of every update: %s", (name) => {
    const { rates = [] } = log.runs[name] ?? {};
    expect(rates).toHaveLength(TOTAL_STEPS);
    const result = files.get(name)?.[engine];
    const limit = FLOAT32_ENGINES.has(engine) ? 1e-6 : 1e-12;
    const stated = result?.isExact ? 0 : Math.abs(result?.deviation.relative ?? 0);
    expect(farthest(exportedCases[name] as Schedule, rates)).toBeLessThanOrEqual(Math.max(limit, stated));
  });

  it("has exact files, except of rates that float32 can't hold", () => {
    const inexact = names.filter((name) => !files.get(name)?.[engine]?.isExact);
    expect(inexact).toEqual(FLOAT32_ENGINES.has(engine) ? names.filter((name) => name === "subnormal") : []);
  });

  it.runIf(isComplete)("was asked for its own fields at least once, where it has any", () => {
    const forms = names.map((name) => files.get(name)?.[engine]?.form);
    expect(forms).toContain("code");
    expect(forms).toContain("native");
  });
});

it("a rate that is off by a millionth is seen", () => {
  const schedule = exportedCases.cosine as Schedule;
  const rates = Array.from(sample(schedule, { count: TOTAL_STEPS }), (rate, i) =>
    i === 30 ? rate * (1 + 2e-6) : rate,
  );
  expect(farthest(schedule, rates)).toBeGreaterThan(1e-6);
});

it("several processes took part where the engine has them", () => {
  expect(logOf("hf").processes).toBe(2);
  expect(logOf("lightning").processes).toBe(2);
});
