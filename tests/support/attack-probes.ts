/** An attack whose cases go wrong: the watchdog has to notice those that throw and those that never end. */
import fc from "fast-check";
import type { Attack } from "../attack/attack.js";

export type Probe = "fine" | "throws" | "hangs";

export const probe: Attack<Probe> = {
  name: "probes",
  cases: fc.constantFrom("fine", "throws", "hangs"),
  show: (what) => what,
  run(what) {
    if (what === "throws") throw new Error("wrong");
    while (what === "hangs");
  },
};

export const attacks: readonly Attack[] = [probe as Attack];
