/** The forms of a rule: its update compiled for a combination of flags and slots. */
import { compile, slotsOf } from "./rule/compile.js";
import { ScalarEvaluator } from "./rule/evaluate.js";
import type { HyperValue } from "./rule/hyper.js";
import type { RuleProgram } from "./rule/program.js";
import type { AnyUpdate, CarriedDefinition, FlagValues, Rule } from "./rule/rule.js";

/** One form of a rule's update, ready to be evaluated. */
export interface Form {
  readonly program: RuleProgram;
  readonly slots: readonly string[];
  readonly stages: readonly {
    readonly scalars: ScalarEvaluator;
    /** The scalars of an operation on whole tensors. */
    readonly whole: ScalarEvaluator | null;
  }[];
  readonly carried: ScalarEvaluator;
  /** The first stage of each phase. Between phases, all tensors of the optimizer have added to its sums. */
  readonly phases: readonly number[];
  readonly places: InputPlaces;
}

/** Positions among the inputs of a form's scalar programs. */
export interface InputPlaces {
  readonly lr: number;
  /** The position of the weight decay; -1: the rule has none. */
  readonly weightDecay: number;
  /** The position of the count, followed by the size, the rows and the columns. */
  readonly count: number;
  readonly carried: readonly CarriedPlace[];
  /** The sums are the last of the inputs. */
  readonly firstSum: number;
  readonly sumCount: number;
}

/** A carried number among the inputs. */
export interface CarriedPlace {
  readonly input: number;
  readonly per: CarriedDefinition["per"];
  /** Its index among the carried numbers of the same scope. */
  readonly index: number;
  readonly start: number;
  /** The input with the hyper-parameter that it starts with; -1: it starts with `start`. */
  readonly startInput: number;
  /** Its index among the results of the carried program; -1: unchanged. */
  readonly result: number;
}

/** Compiles the forms of one rule, each once. */
export class Forms {
  readonly #rule: Rule;
  readonly #flags: FlagValues;
  readonly #hyper: Readonly<Record<string, HyperValue>>;
  readonly #known = new Map<string, Form>();

  /** @param hyper The group's hyper-parameters, which determine the slots. */
  constructor(rule: Rule, flags: FlagValues, hyper: Readonly<Record<string, HyperValue>>) {
    this.#rule = rule;
    this.#flags = flags;
    this.#hyper = hyper;
  }

  /** The form for parameters of a rank. */
  ofRank(rank: number): Form {
    const isMatrix = rank >= 2;
    return this.#compile(this.#rule.update, isMatrix);
  }

  /** The form that switches parameters of a rank to a mode; null if the rule has no modes. */
  ofMode(mode: "train" | "eval", rank: number): Form | null {
    return this.#rule.modes === null ? null : this.#compile(this.#rule.modes[mode], rank >= 2);
  }

  #compile(update: AnyUpdate, isMatrix: boolean): Form {
    const context = { flags: this.#flags, hyper: this.#hyper, isMatrix };
    const slots = slotsOf(this.#rule, context);
    const program = compile(this.#rule, update, { ...this.#flags, isMatrix } as never, slots);
    // Ranks without a difference share a form, and their tensors share runs.
    const key = JSON.stringify(program, (_name, value) =>
      value === Number.POSITIVE_INFINITY ? "inf" : value,
    );
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const form = createForm(this.#rule, program, slots);
    this.#known.set(key, form);
    return form;
  }
}

function createForm(rule: Rule, program: RuleProgram, slots: readonly string[]): Form {
  const { scalars: printed } = rule.printed;
  const phases = [0];
  for (const [i, { sums }] of program.stages.entries()) {
    if (sums.some(({ over }) => over === "optimizer")) phases.push(i + 1);
  }
  return {
    program,
    slots,
    stages: program.stages.map(({ scalars, whole }) => ({
      scalars: new ScalarEvaluator(scalars, printed),
      whole: whole === null ? null : new ScalarEvaluator(whole.scalars, printed),
    })),
    carried: new ScalarEvaluator(program.carried.scalars, printed),
    phases,
    places: placesOf(rule, program),
  };
}

function placesOf(rule: Rule, { inputs, carried }: RuleProgram): InputPlaces {
  const scopes = { parameter: 0, group: 0, optimizer: 0 };
  const firstSum = inputs.findIndex((name) => name.startsWith("sum["));
  return {
    lr: inputs.indexOf("lr"),
    weightDecay: inputs.indexOf("weightDecay"),
    count: inputs.indexOf("count"),
    carried: Object.entries(rule.carried).map(([name, { per, start }]) => ({
      input: inputs.indexOf(name),
      per,
      index: scopes[per]++,
      start: typeof start === "number" ? start : 0,
      startInput: typeof start === "number" ? -1 : inputs.indexOf(start.hyper),
      result: carried.names.indexOf(name),
    })),
    firstSum: firstSum < 0 ? inputs.length : firstSum,
    sumCount: firstSum < 0 ? 0 : inputs.length - firstSum,
  };
}
