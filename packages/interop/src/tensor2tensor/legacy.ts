/** tensor2tensor's older schedules, `learning_rate_schedule="legacy"`: one of a few decays after an exponential warm-up. */
import { InvalidArgumentError, type ScheduleDraft } from "@anneal/core";
import { numberList, text } from "@anneal/core/arguments";
import { ascendingNumbers } from "../lowering/checks.js";
import { COSINE, constant, parts, powerOfTime, product, ramp, stairs, triangle } from "../lowering/trees.js";
import { decaySteps, type Hparams } from "./hparams.js";

const SCHEMES = ["none", "noam", "exp", "piecewise", "cosine", "cyclelinear10x", "sqrt"] as const;
type DecayScheme = Exclude<(typeof SCHEMES)[number], "noam">;

/** The start of the exponential warm-up, as a share of the rate. */
const WARMUP_START = 0.01;

export function legacySchedule(hparams: Hparams, avoidQuirks: boolean): ScheduleDraft {
  const scheme =
    hparams.get("learning_rate_decay_scheme") === ""
      ? "none"
      : hparams.choice("learning_rate_decay_scheme", SCHEMES, "none");
  const warmup = hparams.atLeast("learning_rate_warmup_steps", 0, 100);
  // Adam's updates differ in size from those of the optimizers for which the rates were chosen.
  const correction = hparams.read("optimizer", text, "adam").includes("adam") ? 0.002 : 1;
  const factor = constant(correction * hparams.finite("learning_rate", 0.1));
  if (scheme === "noam") return product([factor, noam(warmup, hparams.positive("hidden_size", 64))]);
  const rise: ScheduleDraft = {
    kind: "ramp",
    start: 0,
    end: Math.max(warmup, 1),
    from: WARMUP_START,
    to: 1,
    interpolation: "geometric",
  };
  return product([
    factor,
    parts([{ tree: rise, until: warmup }, { tree: decays[scheme](hparams, warmup, avoidQuirks) }]),
  ]);
}

/** `5000 / sqrt(hidden_size) * min((t + 1) * warmup^-1.5, (t + 1)^-0.5)`. */
function noam(warmup: number, hiddenSize: number): ScheduleDraft {
  const scale = 5000 / Math.sqrt(hiddenSize);
  const root: ScheduleDraft = { kind: "power", scale, offset: 1, slope: 1, exponent: -0.5 };
  if (warmup === 0) return root;
  const rise = ramp({ start: -1, end: warmup - 1, from: 0, to: scale / Math.sqrt(warmup), extend: "before" });
  return parts([{ tree: rise, until: warmup - 1 }, { tree: root }]);
}

const decays: Readonly<
  Record<DecayScheme, (hparams: Hparams, warmup: number, avoidQuirks: boolean) => ScheduleDraft>
> = {
  none: () => constant(1),
  exp(hparams, warmup) {
    const rate = hparams.finite("learning_rate_decay_rate", 1);
    const staircase = hparams.flag("learning_rate_decay_staircase", false);
    const child = powerOfTime("learning_rate_decay_rate", rate, decaySteps(hparams), staircase);
    return { kind: "time", child, shift: warmup };
  },
  piecewise(hparams) {
    const boundaries = hparams.read("learning_rate_boundaries", ascendingNumbers);
    const multiples = hparams.read("learning_rate_multiples", numberList);
    if (multiples.length !== boundaries.length) {
      const expected = `${boundaries.length}, one for each of learning_rate_boundaries`;
      throw new InvalidArgumentError("learning_rate_multiples.length", multiples.length, expected);
    }
    return stairs(boundaries, [1, ...multiples], "left");
  },
  /** A decay and a rise, from the start of the run. */
  cosine(hparams) {
    const end = hparams.positive("learning_rate_cosine_cycle_steps", 250_000);
    return ramp({ end, from: 1, to: 0, shape: COSINE, extend: "both" });
  },
  /** From 0.3 to 3.3 in as many steps as the warm-up has, and back. */
  cyclelinear10x(_hparams, warmup, avoidQuirks) {
    if (!avoidQuirks) {
      const expected =
        'another scheme, because tensor2tensor treats a tensor as a number and fails; quirks: "avoid" gives the intended curve';
      throw new InvalidArgumentError("learning_rate_decay_scheme", "cyclelinear10x", expected);
    }
    if (warmup === 0) {
      throw new InvalidArgumentError(
        "learning_rate_warmup_steps",
        0,
        "above 0, because it is half of a cycle",
      );
    }
    return { kind: "cycles", child: triangle(0.5, 0.3, 3.3), length: 2 * warmup };
  },
  sqrt(_hparams, warmup) {
    const root: ScheduleDraft = { kind: "power", scale: 500, offset: -warmup, slope: 1, exponent: -0.5 };
    return parts([{ tree: constant(500), until: warmup + 1 }, { tree: root }]);
  },
};
