/** Calls in any order, some of them wrong, against an optimizer written down plainly; on both engines. */
import { type GroupSource, InvalidArgumentError, type OptimizerState, sgd } from "@anneal/core";
import fc from "fast-check";
import { expect, test } from "vitest";
import { firstDifference } from "../../core/test/support/float32-bits.js";
import { cases } from "../../core/test/support/random-cases.js";
import { Optimizer } from "../src/index.js";

const { fround } = Math;
const DECAY = 0.75;
const MOMENTUM = 0.5;

interface PlainParameter {
  readonly name: string;
  p: number[];
  g: number[];
  buffer: number[];
  ema: number[];
  count: number;
  frozen: boolean;
}

interface PlainGroup {
  lr: number;
  weightDecay: number;
  updates: number;
  readonly params: PlainParameter[];
}

type Gradients = (number[] | null)[];

/** SGD with momentum, weight decay and averages, in float32. */
class Plain {
  groups: PlainGroup[] = [];
  steps = 0;
  accumulated = 0;

  get params(): PlainParameter[] {
    return this.groups.flatMap(({ params }) => params);
  }

  add(lr: number, weightDecay: number, params: readonly (readonly [string, number[]])[]): void {
    this.groups.push({
      lr,
      weightDecay,
      updates: 0,
      params: params.map(([name, p]) => {
        const zeros = p.map(() => 0);
        return { name, p, g: zeros, buffer: zeros, ema: p, count: 0, frozen: false };
      }),
    });
  }

  step(grads: Gradients | null, skip: readonly number[], scale: number): void {
    this.accumulated = 0;
    const factor = fround(1 / scale);
    const all = this.params;
    for (const group of this.groups) {
      if (group.updates === 0) for (const each of group.params) each.ema = each.p;
      for (const each of group.params) {
        const i = all.indexOf(each);
        const given = grads?.[i];
        if (given) each.g = given;
        if (!each.frozen && !skip.includes(i) && given !== null) this.#update(each, group, factor);
        each.ema = each.ema.map((x, k) =>
          fround(fround(x * DECAY) + fround((each.p[k] as number) * (1 - DECAY))),
        );
      }
      group.updates++;
    }
    this.steps++;
  }

  #update(each: PlainParameter, { lr, weightDecay }: PlainGroup, factor: number): void {
    const decay = each.name.includes("bias") ? 0 : fround(weightDecay);
    const direction = each.g.map((g, k) => {
      const scaled = fround(g * factor);
      return decay === 0 ? scaled : fround(scaled + fround(decay * (each.p[k] as number)));
    });
    const isFirst = each.count === 0;
    each.buffer = direction.map((d, k) =>
      isFirst ? d + 0 : fround(fround((each.buffer[k] as number) * MOMENTUM) + d),
    );
    each.p = each.p.map((p, k) => fround(p + fround(fround(-lr) * (each.buffer[k] as number))));
    each.count++;
  }

  accumulate(grads: Gradients, skip: readonly number[]): number {
    for (const [i, each] of this.params.entries()) {
      if (this.accumulated === 0) each.g = each.g.map(() => 0);
      const given = grads[i];
      if (given && !each.frozen && !skip.includes(i))
        each.g = each.g.map((g, k) => fround(g + (given[k] as number)));
    }
    return ++this.accumulated;
  }

  #clipped(group: number | undefined): PlainParameter[] {
    const params = group === undefined ? this.params : (this.groups[group] as PlainGroup).params;
    return params.filter(({ frozen }) => !frozen);
  }

  clipNorm(most: number, group: number | undefined): number {
    const params = this.#clipped(group);
    const norms = params.map(({ g }) => fround(Math.sqrt(fround(g.reduce((sum, x) => sum + x * x, 0)))));
    const norm = fround(Math.sqrt(fround(norms.reduce((sum, x) => sum + x * x, 0))));
    const factor = Math.min(1, fround(fround(1 / fround(norm + fround(1e-6))) * fround(most)));
    for (const each of params) each.g = each.g.map((g) => fround(g * factor));
    return norm;
  }

  clipValue(most: number, group: number | undefined): void {
    const limit = fround(most);
    for (const each of this.#clipped(group)) each.g = each.g.map((g) => Math.min(limit, Math.max(-limit, g)));
  }
}

type Engine = "host" | "wasm";

/** An optimizer with the groups of a plain one. */
function create(plain: Plain, engine: Engine): Optimizer<typeof sgd> {
  const sources = plain.groups.map(sourceOf);
  const options = { momentum: MOMENTUM, ema: { decay: DECAY }, decayExclude: [/bias/], engine };
  return new Optimizer(sgd, sources as never, options);
}

const sourceOf = ({ lr, weightDecay, params }: PlainGroup) => ({
  params: Object.fromEntries(params.map(({ name, p }) => [name, Float32Array.from(p)])),
  lr,
  weightDecay,
});

/** What both have to agree in. */
const contents = (plain: Plain): Float32Array[] =>
  plain.groups.flatMap(({ updates, params }) =>
    params.flatMap(({ p, g, buffer, ema, count }) =>
      [p, g, count === 0 ? [] : buffer, updates === 0 ? [] : ema, [count]].map((values) =>
        Float32Array.from(values),
      ),
    ),
  );

function contentsOf(optimizer: Optimizer<typeof sgd>, plain: Plain): Float32Array[] {
  const { params: states } = optimizer.stateDict();
  const averages = optimizer.emaParams();
  const updates = plain.groups.flatMap((group) => group.params.map(() => group.updates));
  return states.flatMap(({ slots, step }, i) => [
    optimizer.params[i] as Float32Array,
    optimizer.grads[i] as Float32Array,
    step === 0 ? new Float32Array(0) : (slots.momentumBuffer as Float32Array),
    updates[i] === 0 ? new Float32Array(0) : (averages[i] as Float32Array),
    Float32Array.of(step),
  ]);
}

interface Saved {
  readonly state: OptimizerState;
  readonly plain: Plain;
}

const wrong: ((optimizer: Optimizer<typeof sgd>) => unknown)[] = [
  (optimizer) => optimizer.step({ grads: [] }),
  (optimizer) => optimizer.step({ gradScale: 0 }),
  (optimizer) => optimizer.step({ skip: [optimizer.params.length] }),
  (optimizer) => optimizer.step({ gradient: [] } as never),
  (optimizer) => optimizer.step({ grads: optimizer.params.map((each) => new Float32Array(each.length + 1)) }),
  (optimizer) =>
    optimizer.step({ grads: [...optimizer.grads].reverse().map(() => optimizer.grads[0] as never) }),
  (optimizer) => optimizer.accumulate({ grads: optimizer.grads }),
  (optimizer) => optimizer.accumulate({} as never),
  (optimizer) => optimizer.clipGradNorm(-1),
  (optimizer) => optimizer.clipGradNorm(1, { group: optimizer.groups.length }),
  (optimizer) => optimizer.clipGradNorm(1, { group: 0.5 }),
  (optimizer) => optimizer.clipGradValue(Number.NaN),
  (optimizer) => optimizer.freeze("0"),
  (optimizer) => optimizer.freeze(optimizer.names[0] as string, "missing"),
  (optimizer) => optimizer.thaw(optimizer.names[0] as string, 3 as never),
  (optimizer) => optimizer.addGroup({ params: { [optimizer.names[0] as string]: 2 } } as never),
  (optimizer) => optimizer.addGroup({ params: { fresh: 2 }, lr: Number.NaN } as never),
  (optimizer) => optimizer.addGroup({ params: {} } as never),
  (optimizer) => optimizer.loadStateDict({ ...optimizer.stateDict(), step: -1 }),
  (optimizer) => optimizer.loadStateDict({ ...optimizer.stateDict(), groups: [] }),
  (optimizer) => optimizer.loadStateDict({ ...optimizer.stateDict(), params: [] }),
  (optimizer) => {
    (optimizer.groups[0] as { lr: number }).lr = Number.NaN;
  },
  (optimizer) => {
    (optimizer.groups[0] as { weightDecay: number }).weightDecay = -1;
  },
];

/** A source of choices that is a number. */
function choices(seed: number) {
  let state = seed >>> 0;
  const below = (count: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * count);
  };
  const numbers = (count: number) => Array.from({ length: count }, () => (below(65) - 32) / 8);
  return { below, numbers, isChosen: () => below(3) === 0 };
}

function run(seed: number, calls: number, engine: Engine): void {
  const { below, numbers, isChosen } = choices(seed);
  const plain = new Plain();
  let names = 0;
  const newGroup = () =>
    plain.add(
      (below(8) + 1) / 16,
      below(3) / 8,
      Array.from({ length: below(3) + 1 }, () => {
        names++;
        return [isChosen() ? `bias ${names}` : `weight ${names}`, numbers(below(5) + 1)] as const;
      }),
    );
  newGroup();
  newGroup();
  let optimizer = create(plain, engine);
  let saved: Saved | null = null;
  const gradients = (): Gradients => plain.params.map(({ p }) => (isChosen() ? null : numbers(p.length)));
  const arrays = (grads: Gradients) => grads.map((each) => (each === null ? null : Float32Array.from(each)));
  const skip = () => plain.params.flatMap((_, i) => (below(5) === 0 ? [i] : []));
  const group = () => (isChosen() ? undefined : below(plain.groups.length));
  const actions: (() => void)[] = [
    () => {
      optimizer.step();
      plain.step(null, [], 1);
    },
    () => {
      const [grads, skipped, gradScale] = [gradients(), skip(), below(3) + 1];
      optimizer.step({ grads: arrays(grads), skip: skipped, gradScale });
      plain.step(grads, skipped, gradScale);
    },
    () => {
      expect(optimizer.step({ grads: arrays(gradients()), foundInf: true }).stepped).toBe(false);
      plain.accumulated = 0;
    },
    () => {
      for (const [i, each] of plain.params.entries()) {
        each.g = numbers(each.p.length);
        optimizer.grads[i]?.set(each.g);
      }
    },
    () => {
      const [grads, skipped] = [gradients(), skip()];
      expect(optimizer.accumulate({ grads: arrays(grads), skip: skipped })).toBe(
        plain.accumulate(grads, skipped),
      );
    },
    () => {
      const [most, only] = [below(5), group()];
      const options = only === undefined ? undefined : { group: only };
      expect(optimizer.clipGradNorm(most, options)).toBe(plain.clipNorm(most, only));
    },
    () => {
      const [most, only] = [below(5) / 3, group()];
      optimizer.clipGradValue(most, only === undefined ? {} : { group: only });
      plain.clipValue(most, only);
    },
    () => {
      const chosen = plain.params.filter(isChosen);
      const frozen = isChosen();
      optimizer[frozen ? "freeze" : "thaw"](...chosen.map(({ name }) => name));
      for (const each of chosen) each.frozen = frozen;
    },
    () => {
      if (plain.groups.length > 4) return;
      newGroup();
      optimizer.addGroup(sourceOf(plain.groups.at(-1) as PlainGroup) as unknown as GroupSource<typeof sgd>);
    },
    () => {
      const index = below(plain.groups.length);
      const [ours, theirs] = [optimizer.groups[index], plain.groups[index] as PlainGroup];
      const next = { lr: below(8) / 16, weightDecay: below(3) / 8 };
      Object.assign(ours as object, next);
      Object.assign(theirs, next);
    },
    () => {
      optimizer.zeroGrad();
      plain.accumulated = 0;
      for (const each of plain.params) each.g = each.g.map(() => 0);
    },
    () => {
      saved = { state: optimizer.stateDict(), plain: structuredCopy(plain) };
    },
    () => {
      if (saved === null) return;
      const { state, plain: then } = saved;
      if (then.groups.length !== plain.groups.length) {
        expect(() => optimizer.loadStateDict(state)).toThrow(InvalidArgumentError);
        return;
      }
      optimizer.loadStateDict(state);
      plain.accumulated = 0;
      plain.steps = then.steps;
      for (const [k, before] of then.groups.entries()) {
        const { lr, weightDecay, updates } = before;
        Object.assign(plain.groups[k] as PlainGroup, { lr, weightDecay, updates });
        for (const [i, { buffer, ema, count }] of before.params.entries())
          Object.assign(plain.groups[k]?.params[i] as PlainParameter, { buffer, ema, count });
      }
    },
    () => {
      const state = optimizer.stateDict();
      optimizer.dispose();
      optimizer = create(plain, engine);
      optimizer.loadStateDict(state);
      plain.accumulated = 0;
      for (const [i, each] of plain.params.entries()) {
        if (each.frozen) optimizer.freeze(each.name);
        optimizer.grads[i]?.set(each.g);
      }
    },
    () => {
      const before = contentsOf(optimizer, plain);
      const call = wrong[below(wrong.length)] as (typeof wrong)[number];
      expect(() => call(optimizer), String(call)).toThrow(InvalidArgumentError);
      expect(firstDifference(contentsOf(optimizer, plain), before)).toBeNull();
    },
  ];
  const made: number[] = [];
  for (let call = 0; call < calls; call++) {
    const index = below(actions.length);
    made.push(index);
    (actions[index] as () => void)();
    const difference = firstDifference(contentsOf(optimizer, plain), contents(plain));
    expect(difference, `after the actions ${made.join(" ")}`).toBeNull();
    expect(optimizer.stepCount).toBe(plain.steps);
  }
  optimizer.dispose();
}

const structuredCopy = (plain: Plain): Plain =>
  Object.assign(new Plain(), structuredClone({ groups: plain.groups, steps: plain.steps }));

test.each<Engine>(["host", "wasm"])("any order of calls gives what the formulas give on %s", (engine) => {
  fc.assert(
    fc.property(fc.integer(), (seed) => run(seed, 60, engine)),
    { numRuns: cases(60) },
  );
});
