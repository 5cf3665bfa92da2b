/** A scheduler of OLMo-core as a name and arguments: a call in Python, or a section with `_CLASS_` or `type`. */
import type { Report } from "../../building/engine.js";
import { Call, isSection, type Section, Unresolved } from "../../reading/document.js";
import { numberIn } from "../../reading/numbers.js";

/** The names under which the classes are registered. */
const REGISTERED: Readonly<Record<string, string>> = {
  constant: "ConstantScheduler",
  constant_with_warmup: "ConstantWithWarmup",
  wsd: "WSD",
  power_lr: "PowerLR",
  linear_with_warmup: "LinearWithWarmup",
  inv_sqrt_with_warmup: "InvSqrtWithWarmup",
  cos_with_warmup: "CosWithWarmup",
  half_cos_with_warmup: "HalfCosWithWarmup",
  cos_with_warmup_and_linear_decay: "CosWithWarmupAndLinearDecay",
  composable: "ComposableScheduler",
  sequential: "SequentialScheduler",
  wsds: "WSDS",
  exponential: "ExponentialScheduler",
};

const last = (path: string) => path.split(".").at(-1) ?? path;

export class Arguments {
  readonly #values: Section;
  readonly #report: Report;

  private constructor(
    readonly name: string,
    values: Section,
    report: Report,
  ) {
    this.#values = values;
    this.#report = report;
  }

  /** @throws ImportError for a value that is not a scheduler. */
  static of(value: unknown, report: Report, field = "scheduler"): Arguments {
    if (value instanceof Call) return new Arguments(last(value.callee), value.named, report);
    if (!isSection(value)) return report.refuse(field, "must be a scheduler of OLMo-core");
    const { _CLASS_: path, type, name } = value;
    const written = [path, type, name].find((each) => typeof each === "string");
    const own = typeof written === "string" ? last(written) : "";
    // Command-line overrides don't name their scheduler.
    if (own === "") report.assume("scheduler = CosWithWarmup");
    return new Arguments(own === "" ? "CosWithWarmup" : (REGISTERED[own] ?? own), value, report);
  }

  /** A number, or undefined if it is absent or None. */
  optional(key: string): number | undefined {
    const value = this.#values[key];
    if (value === undefined || value === null) return undefined;
    if (typeof value === "number") return value;
    if (value instanceof Unresolved) return this.#report.given(value.name) ?? this.#report.ask(value.name);
    const number = typeof value === "string" ? numberIn(value) : undefined;
    return number ?? this.#report.refuse("scheduler", `must have a number as ${key}`);
  }

  number(key: string, otherwise: number): number {
    const value = this.optional(key);
    if (value === undefined) this.#report.assume(`${this.name}.${key} = ${otherwise}`);
    return value ?? otherwise;
  }

  /** A word, or a member of an enumeration: `SchedulerUnits.tokens`. */
  word(key: string, otherwise: string): string {
    const value = this.#values[key];
    if (value instanceof Unresolved) return last(value.name);
    return typeof value === "string" ? last(value) : otherwise;
  }

  list(key: string): readonly unknown[] {
    const value = this.#values[key];
    return Array.isArray(value) ? value : [];
  }

  numbers(key: string): readonly number[] {
    return this.list(key).map((item) => (typeof item === "number" ? item : Number.NaN));
  }

  inner(key: string): Arguments | null {
    const value = this.#values[key];
    return value === undefined || value === null ? null : Arguments.of(value, this.#report);
  }

  innerList(key: string): readonly Arguments[] {
    return this.list(key).map((item) => Arguments.of(item, this.#report));
  }

  refuse(reason: string): never {
    return this.#report.refuse("scheduler", reason);
  }
}
