/** Configurations that ran in the real engines: the import has the rate of every update that was logged there. */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { fromJSON } from "@anneal/core";
import { importSchedule } from "@anneal/interop/engines";
import { describe, expect, it } from "vitest";
import { FLOAT32_ENGINES } from "../src/exported-files.js";

interface Case {
  readonly totalSteps: number;
  readonly set?: Readonly<Record<string, number>>;
}

interface Log {
  readonly runs: Readonly<Record<string, { readonly sha256: string; readonly rates: readonly number[] }>>;
}

const folder = new URL("../engines/", import.meta.url);
const readText = (path: string) => readFileSync(new URL(path, folder), "utf8");
const cases: Readonly<Record<string, Readonly<Record<string, Case>>>> = JSON.parse(
  readText("imports/cases.json"),
);

/** Composer's trainer runs update i at what its scheduler says of batch i - 1; the import has what the scheduler says. */
const BEHIND: Readonly<Record<string, number>> = { composer: 1 };

async function imported(engine: string, file: string): Promise<number[]> {
  const known = cases[engine]?.[file] as Case;
  const { totalSteps, set = {} } = known;
  // timm's total is in epochs, which its files have.
  const total = engine === "timm" ? {} : { total: totalSteps };
  const { schedules } = await importSchedule(readText(`imports/${engine}/${file}`), {
    engine,
    file,
    set,
    ...total,
  });
  const rate = fromJSON(schedules[0]?.schedule);
  const behind = BEHIND[engine] ?? 0;
  return Array.from({ length: totalSteps }, (_, update) => rate(Math.max(0, update - behind)));
}

function farthest(own: readonly number[], logged: readonly number[]): number {
  const peak = Math.max(...logged.map(Math.abs));
  return Math.max(...own.map((rate, i) => Math.abs(rate - (logged[i] ?? Number.NaN)) / peak));
}

describe.each(Object.keys(cases))("%s", (engine) => {
  const log: Log = JSON.parse(readText(`logs/imports/${engine}.json`));
  const files = Object.keys(cases[engine] ?? {});

  it("ran every file as it is today", () => {
    expect(readdirSync(new URL(`imports/${engine}`, folder)).sort()).toEqual([...files].sort());
    expect(Object.keys(log.runs).sort()).toEqual([...files].sort());
    for (const file of files) {
      const digest = createHash("sha256")
        .update(readText(`imports/${engine}/${file}`))
        .digest("hex");
      expect(log.runs[file]?.sha256, `run ${file} again`).toBe(digest);
    }
  });

  it.each(files)("had the rate of every update: %s", async (file) => {
    const { rates = [] } = log.runs[file] ?? {};
    const own = await imported(engine, file);
    expect(rates).toHaveLength(own.length);
    const limit = FLOAT32_ENGINES.has(engine) ? 1e-6 : 1e-12;
    const distance = farthest(own, rates);
    const worst = own.findIndex(
      (rate, i) => Math.abs(rate - (rates[i] as number)) > limit * Math.max(...rates),
    );
    expect(distance, `update ${worst}: ${own[worst]}, not ${rates[worst]}`).toBeLessThanOrEqual(limit);
  });
});

it("a rate that is off by a millionth is seen", async () => {
  const own = await imported("megatron", "defaults.flags");
  expect(farthest(own, own)).toBe(0);
  const changed = own.map((rate, i) => (i === 30 ? rate * (1 + 2e-6) : rate));
  expect(farthest(own, changed)).toBeGreaterThan(1e-12);
});
