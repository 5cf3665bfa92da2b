/** Every rule of the library in every form that matters, for laws that hold for all of them. */
import * as core from "../../src/index.js";

export interface RuleCase {
  readonly title: string;
  readonly rule: core.Rule;
  readonly options: Readonly<Record<string, unknown>>;
  readonly shapes: readonly (readonly number[])[];
}

/** The rules that @anneal/core exports: one that is added is tested by being exported. */
export const rules: readonly core.Rule[] = Object.values<unknown>(core).filter(core.isRule);

/** Each rule by itself and with each of its flags changed. */
export const ruleCases: readonly RuleCase[] = rules.flatMap((rule) =>
  [{}, ...changes(rule)].map((options) => ({
    title: `${rule.name} ${JSON.stringify(options)}`,
    rule,
    options: {
      ...(rule.modes === null && "weightDecay" in rule.hyper ? { weightDecay: 0.1 } : {}),
      ...options,
    },
    shapes:
      rule.name === "Muon"
        ? [
            [5, 7],
            [9, 4],
            [1, 3],
          ]
        : [[5, 7], [17], [2, 3, 4], [0], [40]],
  })),
);

function changes(rule: core.Rule): Record<string, unknown>[] {
  const momentum: Record<string, unknown> = rule.hyper.momentum?.default === 0 ? { momentum: 0.75 } : {};
  const flags: Record<string, unknown>[] = Object.entries(rule.flags).flatMap(
    ([name, { default: value, words = [] }]) =>
      typeof value === "boolean"
        ? [{ [name]: !value, ...momentum }]
        : typeof value === "number"
          ? [{ [name]: value + 2 }]
          : words.filter((word) => word !== value).map((word) => ({ [name]: word })),
  );
  return "momentum" in momentum ? [momentum, ...flags] : flags;
}

/** Numbers without a pattern, of very different sizes, some 0. */
export function gradient(length: number, seed: number): Float32Array {
  let state = Math.imul(seed + 1, 2654435761) >>> 0;
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state;
  };
  const values = new Float32Array(length);
  for (let i = 0; i < length; i++) {
    const uniform = next() / 2 ** 32 - 0.5;
    const exponent = (next() >>> 28) - 4;
    values[i] = exponent === 9 ? 0 : uniform * 2 ** -exponent;
  }
  return values;
}

/** The gradients of step `t` for all parameters. */
export const gradients = ({ shapes }: RuleCase, t: number): Float32Array[] =>
  shapes.map((shape, i) => gradient(sizeOf(shape), 31 * t + i));

export const sizeOf = (shape: readonly number[]) => shape.reduce((product, each) => product * each, 1);

/** Parameters that are not 0. */
export const initial = ({ shapes }: RuleCase) =>
  shapes.map((shape, i) => ({ shape, values: gradient(sizeOf(shape), 1000 + i) }));

/** Everything that an optimizer has, as arrays. */
export function everything(optimizer: core.Optimizer): Float32Array[] {
  const { params, groups, carried } = optimizer.stateDict();
  const numbers = [...groups, ...Object.values(carried)].flatMap((each) =>
    Object.values("carried" in each ? (each.carried as Record<string, number>) : each),
  );
  return [
    ...optimizer.params.map((values) => Float32Array.from(values)),
    ...params.flatMap(({ slots, packed = {}, carried: own, step }) => [
      ...Object.values(slots),
      ...Object.values(packed).flatMap((slot) =>
        Object.values<ArrayLike<number>>(slot).map((values) => Float32Array.from(values)),
      ),
      Float32Array.of(step, ...Object.values(own)),
    ]),
    Float32Array.from(numbers.filter((value) => typeof value === "number")),
  ];
}
