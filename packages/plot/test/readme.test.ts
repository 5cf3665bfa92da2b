/** The picture in the README is the one that its program draws. */
import { readFileSync } from "node:fs";
import { warmupCosine, warmupStableDecay } from "@anneal/core";
import { expect, test } from "vitest";
import { plotTerminal } from "../src/index.js";

test("the README shows what its program prints", () => {
  const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
  const [, shown] = /^```text\n([\s\S]*?)\n```$/m.exec(readme) ?? [];
  const steps = { peak: 3e-4, warmupSteps: 2_000, totalSteps: 100_000 };
  const items = [
    { label: "cosine", schedule: warmupCosine({ ...steps, end: 3e-5 }) },
    { label: "stable", schedule: warmupStableDecay({ ...steps, decaySteps: 20_000 }) },
  ];
  expect(shown).toBe(plotTerminal(items, { title: "Two schedules", width: 60, height: 14 }));
});
