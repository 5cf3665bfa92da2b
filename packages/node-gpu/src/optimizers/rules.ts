/** What sets the optimizers apart: a few lines of WGSL over one element, and the numbers they need. */

/**
 * The numbers of a group for one update, computed in float64 and rounded once. The first ten are what the kernel takes;
 * the next two are what a rate that is computed on the device is combined with, the last what gradients are compared with.
 */
export const SLOTS = Object.freeze({
  /** Multiplies the gradient: `1 / gradScale`, negated to maximise. */
  gradientFactor: 0,
  /** Weight decay that is added to the gradient. */
  l2: 1,
  /** `1 - lr * weightDecay`, which parameters are multiplied with; 1 where the decay is not decoupled. */
  decay: 2,
  a: 3,
  b: 4,
  c: 5,
  d: 6,
  eps: 7,
  /** Multiplies the direction: `-lr` and, for Adam, its bias corrections. */
  step: 8,
  /** 1 at the first update, else 0. */
  isFirst: 9,
  /** What the rate is multiplied with for `decay`. */
  decayRate: 10,
  /** What the rate is multiplied with for `step`, negated. */
  stepRate: 11,
  /** The largest gradient whose product with `gradientFactor` is finite. */
  largestGradient: 12,
});
/** Numbers of a row, rounded up. */
export const ROW_LENGTH = 16;

/** One optimizer's rule. */
export interface Rule {
  readonly name: string;
  /** The buffers that go with each parameter: momenta and moments. */
  readonly state: readonly string[];
  /**
   * WGSL that changes `p` and the state, which are variables by their names, by `g`, which is multiplied by its factor
   * and decayed already. `row` is a function of a slot; all but the numbers have the type `Lanes`.
   */
  readonly code: string;
}

const slot = (name: keyof typeof SLOTS) => `row(${SLOTS[name]}u)`;

/**
 * Adam in the order of the host: m from whichever end it is nearer to, the bias corrections in the step and eps. What
 * `decay` is comes to 1 without decoupled decay.
 */
export function adamRule(name: string, amsgrad: boolean): Rule {
  const second = amsgrad
    ? `  largest = max(v, largest);
  let root = sqrt(largest);`
    : "  let root = sqrt(v);";
  return {
    name,
    state: amsgrad ? ["m", "v", "largest"] : ["m", "v"],
    code: `  let difference = g - m;
  let weight1 = ${slot("a")};
  if (weight1 >= 0.5) { m = g - difference * ${slot("b")}; } else { m = m + weight1 * difference; }
  v = v * ${slot("c")} + (${slot("d")} * g) * g;
${second}
  p = p * ${slot("decay")} + (${slot("step")} * m) / (root + ${slot("eps")});`,
  };
}

/** SGD in the order of PyTorch. */
export function sgdRule(hasMomentum: boolean, nesterov: boolean): Rule {
  if (!hasMomentum) return { name: "SGD", state: [], code: `  p = p + ${slot("step")} * g;` };
  const direction = nesterov ? `g + ${slot("a")} * m` : "m";
  return {
    name: "SGD",
    state: ["m"],
    code: `  if (${slot("isFirst")} == 1.0) { m = g; } else { m = m * ${slot("a")} + ${slot("b")} * g; }
  let direction = ${direction};
  p = p + ${slot("step")} * direction;`,
  };
}

/** Lion in the order of its authors' code. */
export const lionRule: Rule = {
  name: "Lion",
  state: ["m"],
  code: `  let direction = sign(m * ${slot("a")} + g * ${slot("b")});
  p = p * ${slot("decay")} + ${slot("step")} * direction;
  m = m * ${slot("c")} + g * ${slot("d")};`,
};
