/** Rules that are not in the library, as users write them: together they use sums, carried numbers, flags and starts. */
import {
  add,
  average,
  averageOfSquares,
  betas,
  choose,
  clamp,
  decayRate,
  defineRule,
  div,
  eq,
  flag,
  fraction,
  le,
  ln,
  lt,
  max,
  min,
  mul,
  neg,
  nonNegative,
  optional,
  pow,
  rate,
  select,
  sign,
  sqrt,
  squares,
  sub,
  sum,
  wholePower,
  zeros,
} from "../../src/entries/rule.js";
import type { RuleCase } from "./rules.js";

/** AdaBound (Luo et al. 2019): Adam whose rate of each element is kept between bounds that meet at `finalLr`. */
const adaBound = defineRule({
  name: "AdaBound",
  hyper: { lr: rate(0.1), betas: betas(0.9, 0.99), finalLr: nonNegative(0.05), gamma: nonNegative(0.1) },
  flags: { strict: flag(false) },
  slots: { m: zeros, v: squares, largest: optional(squares, ({ flags }) => flags.strict === true) },
  update: ({ p, g, m, v, largest }, { lr, betas: [beta1, beta2], finalLr, gamma, count }, { strict }) => {
    const mean = average(m, g, beta1);
    const square = averageOfSquares(v, g, beta2);
    const most = largest && max(largest, square);
    const step = div(mul(lr, sqrt(sub(1, wholePower(beta2, count)))), sub(1, wholePower(beta1, count)));
    const low = mul(finalLr, sub(1, div(1, add(mul(gamma, count), 1))));
    const high = mul(choose(strict, 0.5, 1), mul(finalLr, add(1, div(1, mul(gamma, count)))));
    const bounded = clamp(div(step, add(sqrt(most ?? square), 1e-8)), low, max(low, high));
    return { p: sub(p, mul(bounded, mean)), m: mean, v: square, largest: most };
  },
});

/** LARS (You et al. 2017) with a rate that falls while the joint norm of the gradients does not. */
const patientLars = defineRule({
  name: "PatientLARS",
  hyper: { lr: rate(0.1), momentum: decayRate(0.9), trust: nonNegative(0.1), patience: nonNegative(2) },
  slots: { buffer: zeros },
  carried: {
    least: { per: "optimizer", start: 1e30 },
    waited: { per: "optimizer", start: 0 },
    factor: { per: "optimizer", start: 1 },
  },
  update: ({ p, g, buffer }, { lr, momentum, trust, patience, least, waited, factor, size }) => {
    const normOfP = sqrt(sum("tensor", mul(p, p)));
    const normOfG = sqrt(sum("tensor", mul(g, g)));
    const ratio = select(lt(0, normOfG), div(mul(trust, normOfP), normOfG), ln(add(1, size)));
    const joint = sum("optimizer", mul(g, g));
    const waits = select(lt(joint, least), 0, add(waited, 1));
    const isDue = le(patience, waits);
    const next = mul(factor, select(isDue, 0.5, 1));
    const velocity = add(mul(buffer, momentum), mul(min(ratio, 1), g));
    return {
      p: add(p, mul(neg(mul(lr, next)), velocity)),
      buffer: velocity,
      least: min(least, joint),
      waited: select(isDue, 0, waits),
      factor: next,
    };
  },
});

/** Yogi (Zaheer et al. 2018) with slow weights that follow every third step (Zhang et al. 2019). */
const slowYogi = defineRule({
  name: "SlowYogi",
  hyper: { lr: rate(0.05), betas: betas(0.9, 0.99), initial: nonNegative(1e-3), pull: fraction(0.5) },
  slots: { m: zeros, v: { ...squares, start: { hyper: "initial" } }, slow: { ...zeros, start: "parameter" } },
  carried: { turn: { per: "parameter", start: 0 }, heat: { per: "group", start: 2 } },
  update: ({ p, g, m, v, slow }, { lr, betas: [beta1, beta2], pull, turn, heat }) => {
    const mean = average(m, g, beta1);
    const g2 = mul(g, g);
    const square = sub(v, mul(sub(1, beta2), mul(sign(sub(v, g2)), g2)));
    const fast = sub(p, div(mul(mul(lr, heat), mean), add(sqrt(square), 1e-3)));
    const pulled = mul(pull, select(eq(turn, 2), 1, 0));
    const moved = add(slow, mul(pulled, sub(fast, slow)));
    return {
      p: select(lt(0, pulled), moved, fast),
      m: mean,
      v: square,
      slow: moved,
      turn: select(eq(turn, 2), 0, add(turn, 1)),
      heat: pow(heat, 0.5),
    };
  },
});

const shapes = [[5, 7], [17], [2, 3, 4], [40]];

export const userRuleCases: readonly RuleCase[] = [
  { title: "a user's AdaBound", rule: adaBound, options: {}, shapes },
  { title: "a user's strict AdaBound", rule: adaBound, options: { strict: true }, shapes },
  { title: "a user's LARS with patience", rule: patientLars, options: {}, shapes },
  { title: "a user's Yogi with slow weights", rule: slowYogi, options: {}, shapes },
];
