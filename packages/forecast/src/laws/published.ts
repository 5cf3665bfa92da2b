/** Laws with published parameters. */
import type { LossLaw, MultiPowerParameters } from "./law.js";
import { multiPowerLaw } from "./multi-power.js";

/**
 * The multi-power law with its authors' fitted parameters, for GPT models of 25, 100 and 400 million parameters trained
 * with a peak of 3e-4.
 *
 * @see Luo et al., arXiv:2503.12811, and github.com/thu-yao-01-luo/MultiPowerLaw (MIT license).
 */
export const publishedLaws: Readonly<Record<"25M" | "100M" | "400M", LossLaw<MultiPowerParameters>>> = {
  "25M": multiPowerLaw({
    L0: 3.04045406,
    A: 0.52468604,
    alpha: 0.50786857,
    B: 363.78751622,
    C: 2.06560812,
    beta: 0.58279013,
    gamma: 0.64142257,
  }),
  "100M": multiPowerLaw({
    L0: 2.6514477,
    A: 0.60115152,
    alpha: 0.45295811,
    B: 437.9464276,
    C: 2.13245612,
    beta: 0.59785199,
    gamma: 0.65523644,
  }),
  "400M": multiPowerLaw({
    L0: 2.37474466,
    A: 0.65421216,
    alpha: 0.42878731,
    B: 523.42464371,
    C: 2.02462735,
    beta: 0.59350493,
    gamma: 0.63472457,
  }),
};
