/** The definition of another library's schedule: its argument names, and its lowering to a tree. */
import { InvalidArgumentError, type ScheduleDraft } from "@anneal/core";
import { Fields, fieldsOf, finiteNumber, isArray, isRecord, list, unknownName } from "@anneal/core/arguments";
import type { ComposerRun } from "./composer-run.js";

/** The effect of a scheduler on one parameter group. */
export interface Curves {
  readonly lr: ScheduleDraft;
  /** Momentum, or the first beta of optimizers that have betas. */
  readonly momentum?: ScheduleDraft;
  readonly weightDecay?: ScheduleDraft;
  /** The last step that the library supports; it raises an error at the next one. Absent: no limit. */
  readonly lastStep?: number;
}

/** The context of a library's schedule besides its arguments. */
export interface CallContext {
  /** The rates in the optimizer; null: none given. */
  readonly baseLrs: readonly number[] | null;
  /** The number of groups. */
  readonly groups: number;
  readonly options: LoweringOptions;
}

export interface LoweringOptions {
  /**
   * `"reproduce"`: the library's behavior, including its bugs. `"avoid"`: the documented or intended behavior; the
   * README lists the differences. Default: `"reproduce"`.
   */
  readonly quirks?: "reproduce" | "avoid";
  /**
   * The number of steps in the table of a schedule that has no formula: functions (`lr_lambda`, `scale_fn`) and shapes
   * that never repeat; at most 10 million. The last value holds afterwards. A list contains the steps at which a
   * function is evaluated.
   */
  readonly steps?: number | readonly number[];
  /** The `lr` in the optimizer's defaults, which transformers reads. Default: the first base rate. */
  readonly defaultLr?: number;
  /** timm: the `lr_scale` of each group. Default: 1. */
  readonly lrScale?: number | readonly number[];
  /** Whether the optimizer has `momentum` or `betas`, without which momentum can't be cycled. Default: true. */
  readonly hasMomentum?: boolean;
  /** fairseq: whether the step counts updates or epochs. Default: `"update"`. */
  readonly unit?: "update" | "epoch";
  /** Composer: the run of its times. */
  readonly run?: ComposerRun;
}

/** The largest number of tabulated values; many more would end the process instead of the call. */
const MOST_WRITTEN = 1e7;

/** One parameter group, as seen by a definition. */
export class Group {
  constructor(
    readonly context: CallContext,
    readonly index: number,
    /** Whether the schedule starts at a milestone of another one, not at the beginning. */
    readonly restarts = false,
    /** The number of sequences that begin with this one: each puts PyTorch's counters one step ahead. */
    readonly stepsAhead = 0,
  ) {}

  /** The same group, for the first schedule of a sequence. */
  ahead(): Group {
    const steps = this.avoidQuirks ? 0 : this.stepsAhead + 1;
    return new Group(this.context, this.index, this.restarts, steps);
  }

  /** The same group at a milestone; `base` is the rate to start from, null: the optimizer's. */
  restarted(base: number | null): Group {
    const from = base === null ? this : this.withBase(base);
    return new Group(from.context, this.index, true);
  }

  /** The same group with another rate in the optimizer. */
  withBase(base: number): Group {
    const baseLrs = Array.from({ length: this.context.groups }, () => base);
    return new Group({ ...this.context, baseLrs }, this.index, this.restarts, this.stepsAhead);
  }

  get avoidQuirks(): boolean {
    return this.context.options.quirks === "avoid";
  }

  /** The rate in the optimizer. */
  get baseLr(): number {
    const rate = this.context.baseLrs?.[this.index];
    if (rate === undefined) {
      throw new InvalidArgumentError(
        "baseLr",
        undefined,
        "given, because the schedule multiplies the optimizer's rate",
      );
    }
    return rate;
  }

  /** This group's value of an argument that is one number for all groups or a list with one per group. */
  own(argument: string, value: unknown): number {
    if (!isArray(value)) return finiteNumber(argument, value);
    const { groups } = this.context;
    if (value.length !== groups) {
      throw new InvalidArgumentError(
        `${argument}.length`,
        value.length,
        `${groups}, one for each parameter group`,
      );
    }
    return finiteNumber(`${argument}[${this.index}]`, value[this.index]);
  }

  /** The steps of a table, in ascending order. */
  tabulated(why: string): { readonly last: number; readonly steps: readonly number[] | null } {
    const { steps } = this.context.options;
    if (typeof steps === "number") {
      if (steps > MOST_WRITTEN) {
        throw new InvalidArgumentError("steps", steps, `at most ${MOST_WRITTEN}, or a list of steps`);
      }
      return { last: steps, steps: null };
    }
    if (steps === undefined) {
      throw new InvalidArgumentError("steps", steps, `given, because ${why} and needs a table of values`);
    }
    const sorted = [...new Set(steps)].sort((a, b) => a - b);
    return { last: sorted[sorted.length - 1] ?? 0, steps: sorted };
  }
}

/** The arguments of a call under the library's own names; unknown names are rejected. */
export type Arguments<Name extends string = string> = Fields<Name>;

/** The lowering of one of a library's schedules. */
export interface Definition<Name extends string = string> {
  /** The library's argument names. */
  readonly names: readonly Name[];
  /** Arguments that may be a list with one number per parameter group. */
  readonly perGroup: readonly string[];
  curves(owner: string, args: unknown, group: Group): Curves;
}

/** A library's schedules, by its own names. */
export type Definitions = Readonly<Record<string, Definition>>;

/**
 * Creates a definition.
 *
 * @param names The library's argument names; `None` (null) and absent mean the same.
 * @param perGroup Arguments that may be a list with one number per group.
 */
export function define<Name extends string>(
  names: readonly Name[],
  build: (args: Arguments<Name>, group: Group) => ScheduleDraft | Curves,
  perGroup: readonly Name[] = [],
): Definition<Name> {
  return {
    names,
    perGroup,
    curves(owner, args, group) {
      const built = build(new Fields(owner, "args", withoutNone(args, names), names), group);
      return "kind" in built ? { lr: built } : built;
    },
  };
}

/** The arguments that are not `None`, which means the same as absent. */
export function withoutNone(args: unknown, names: readonly string[]): unknown {
  if (!isRecord(args)) return args;
  return Object.fromEntries([...fieldsOf(args, names)].filter(([, value]) => value !== null));
}

/** A schedule inside the arguments of another one. */
export interface Nested {
  readonly name: string;
  readonly args: unknown;
}

/** The argument `schedulers` or `schedules`: a list of `{ name, args }`. */
export function nestedList(argument: string, value: unknown): readonly Nested[] {
  return list(argument, value, "schedules { name, args }").map((item, i) => {
    if (!isRecord(item) || typeof item.name !== "string") {
      throw new InvalidArgumentError(`${argument}[${i}]`, item, "a schedule { name, args }");
    }
    return { name: item.name, args: item.args ?? {} };
  });
}

/** `PyTorch's`, `transformers'`. */
function possessive(name: string): string {
  return name.endsWith("s") ? `${name}'` : `${name}'s`;
}

/** Lowers the schedule `name` of a library. */
export function lowerNamed(
  library: string,
  definitions: Definitions,
  { name, args }: Nested,
  group: Group,
  argument = "name",
): Curves {
  const definition = Object.hasOwn(definitions, name) ? definitions[name] : undefined;
  if (definition === undefined) {
    const known = Object.keys(definitions);
    throw unknownName(argument, name, known, `one of ${possessive(library)}: ${known.join(", ")}`);
  }
  return definition.curves(`${possessive(library)} ${name}`, args, group);
}
