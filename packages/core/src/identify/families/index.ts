/** The candidate curves, simplest first; curves in one list differ only in the rule of the warm-up. */
import type { Family } from "../family.js";
import { cycles } from "./cycles.js";
import { simple, unusual } from "./from-zero.js";
import { stables } from "./stable.js";
import { unusualWarmups, warmups } from "./warm-up.js";

export const families: readonly (readonly Family[])[] = [
  ...simple,
  ...warmups,
  ...stables,
  ...cycles,
  ...unusual,
  ...unusualWarmups,
];
