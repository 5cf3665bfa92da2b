/** What a schedule of another library is here: its argument names, and how it becomes a tree. */
import { InvalidArgumentError, type ScheduleDraft } from "@anneal/core";
import { Fields, fieldsOf, finiteNumber, isArray, isRecord, list } from "@anneal/core/arguments";
import type { ComposerRun } from "./composer-run.js";

/** What a scheduler does to one parameter group. */
export interface Curves {
  readonly lr: ScheduleDraft;
  /** Momentum, or the first beta of optimizers that have betas. */
  readonly momentum?: ScheduleDraft;
  readonly weightDecay?: ScheduleDraft;
  /** The last step that the library answers for; it raises an error at the next one. Left out: there is none. */
  readonly lastStep?: number;
}

/** Everything about the context that a library looks at besides the arguments. */
export interface CallContext {
  /** The rates in the optimizer; null: none were given. */
  readonly baseLrs: readonly number[] | null;
  /** How many groups there are. */
  readonly groups: number;
  readonly options: LoweringOptions;
}

export interface LoweringOptions {
  /**
   * `"reproduce"`: what the library does, whatever one thinks of it. `"avoid"`: the sane alternative, where the library's
   * documentation has one; the README lists them. Default: `"reproduce"`.
   */
  readonly quirks?: "reproduce" | "avoid";
  /**
   * How many steps a schedule is written down for where no formula can say it: functions (`lr_lambda`, `scale_fn`) and
   * shapes that never repeat; at most 10 million. The last value holds afterwards. A list says which steps a function is
   * asked at.
   */
  readonly steps?: number | readonly number[];
  /** The `lr` in the optimizer's defaults, which transformers looks at. Default: the first base rate. */
  readonly defaultLr?: number;
  /** timm: the `lr_scale` of each group. Default: 1. */
  readonly lrScale?: number | readonly number[];
  /** Whether the optimizer has `momentum` or `betas`, without which momentum can't be cycled. Default: true. */
  readonly hasMomentum?: boolean;
  /** fairseq: whether the step counts updates or epochs. Default: `"update"`. */
  readonly unit?: "update" | "epoch";
  /** Composer: the run that its times are in. */
  readonly run?: ComposerRun;
}

/** So many values are written down, at most: many more would end the process instead of the call. */
const MOST_WRITTEN = 1e7;

/** One parameter group, as a definition sees it. */
export class Group {
  constructor(
    readonly context: CallContext,
    readonly index: number,
    /** Whether the schedule starts at a milestone of another one, not at the beginning. */
    readonly restarts = false,
    /** How many sequences this one is the first of: PyTorch's counters run ahead by one step for each. */
    readonly stepsAhead = 0,
  ) {}

  /** The same group as the first in a sequence. */
  ahead(): Group {
    const steps = this.avoidQuirks ? 0 : this.stepsAhead + 1;
    return new Group(this.context, this.index, this.restarts, steps);
  }

  /** The same group at a milestone; `base` is the rate to start from, null: the one in the optimizer. */
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
        "given: the schedule multiplies the optimizer's rate",
      );
    }
    return rate;
  }

  /** This group's share of an argument that is one number for all groups or a list with one for each. */
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

  /** The steps to write a schedule down for, in ascending order. */
  tabulated(why: string): { readonly last: number; readonly steps: readonly number[] | null } {
    const { steps } = this.context.options;
    if (typeof steps === "number") {
      if (steps > MOST_WRITTEN) {
        throw new InvalidArgumentError("steps", steps, `at most ${MOST_WRITTEN}, or a list of steps`);
      }
      return { last: steps, steps: null };
    }
    if (steps === undefined) {
      throw new InvalidArgumentError("steps", steps, `given: ${why}, so its values are written down`);
    }
    const sorted = [...new Set(steps)].sort((a, b) => a - b);
    return { last: sorted[sorted.length - 1] ?? 0, steps: sorted };
  }
}

/** The arguments of a call under the library's own names, checked to be no others. */
export type Arguments<Name extends string = string> = Fields<Name>;

/** How one of a library's schedules is lowered. */
export interface Definition<Name extends string = string> {
  /** The library's argument names. */
  readonly names: readonly Name[];
  /** Arguments that may be a list with one number for each parameter group. */
  readonly perGroup: readonly string[];
  curves(owner: string, args: unknown, group: Group): Curves;
}

/** A library's schedules, by its own names. */
export type Definitions = Readonly<Record<string, Definition>>;

/**
 * Makes a definition.
 *
 * @param names The library's argument names; `None` (null) and leaving an argument out mean the same.
 * @param perGroup Those that may be a list with one number for each group.
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

/** The arguments that are not `None`, which means the same as leaving them out. */
export function withoutNone(args: unknown, names: readonly string[]): unknown {
  if (!isRecord(args)) return args;
  return Object.fromEntries([...fieldsOf(args, names)].filter(([, value]) => value !== null));
}

/** A schedule inside another one's arguments. */
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
    throw new InvalidArgumentError(
      argument,
      name,
      `one of ${library}'s: ${Object.keys(definitions).join(", ")}`,
    );
  }
  return definition.curves(`${library}'s ${name}`, args, group);
}
