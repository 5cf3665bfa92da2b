/**
 * The attacks, with a small budget; nightly they get ten times as much. The seed is that of all property tests; a failure
 * says the number of its case, which is the same whenever the seed is.
 */
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { cases } from "../packages/core/test/support/random-cases.js";
import { caseOf } from "./attack/attack.js";
import { attacks } from "./attack/attacks.js";
import { attackWith } from "./attack/watchdog.js";
import { probe } from "./support/attack-probes.js";
import { seed } from "./support/random-seed.js";

const budget = cases(500);
/** Far more than any case takes, so that a busy machine is no failure. */
const patience = 20_000;
/** For a budget of any size: what never ends is ended by the watchdog. */
const timeout = 24 * 60 * 60 * 1000;

describe.each(attacks.map((attack) => [attack.name, attack] as const))("%s", (_, attack) => {
  test(`survive ${budget} attacks`, { timeout }, async () => {
    expect(await attackWith(attack, { seed, cases: budget, patience })).toEqual([]);
  });
});

describe("the watchdog", () => {
  const file = fileURLToPath(new URL("support/attack-probes.ts", import.meta.url));

  test("reports cases that throw or never end, and continues", async () => {
    const probes = Array.from({ length: 6 }, (_, index) => ({ index, shown: caseOf(probe, 0, index) }));
    const faults = probes.filter(({ shown }) => shown !== "fine");
    expect(new Set(probes.map(({ shown }) => shown)).size).toBe(3);
    const failures = await attackWith(probe, { seed: 0, cases: 6, patience: 1000 }, file);
    expect(failures.map(({ index, shown }) => ({ index, shown }))).toEqual(faults);
    for (const { what, shown } of failures) {
      expect(what).toMatch(shown === "throws" ? /^Error: wrong/ : /^did not end within 1000 ms$/);
    }
  });

  test("reports an unknown attack", async () => {
    const missing = { ...probe, name: "nothing" };
    const attacked = attackWith(missing, { seed: 0, cases: 1, patience: 1000 }, file);
    await expect(attacked).rejects.toThrow("there is no attack called nothing");
  });
});
