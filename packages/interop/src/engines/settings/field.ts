/** A field of an engine's configuration: its paths, its type and its default. */
import { isSection, type Section } from "../reading/document.js";
import { flagIn, numberIn } from "../reading/numbers.js";

export interface Field<T> {
  /** The paths of the field: `optimizer.lr`. */
  readonly paths: readonly string[];
  /** The allowed values, for errors: `a number`. */
  readonly expected: string;
  /** The converted value; undefined: not allowed. */
  convert(value: unknown): T | undefined;
  readonly absence:
    | { readonly kind: "required" }
    | { readonly kind: "optional" }
    | { readonly kind: "default"; readonly value: T };
  /** A placeholder for a missing value, until all missing values are known. */
  readonly placeholder: T;
  /** Whether `--total` sets this field. */
  readonly isTotal: boolean;
  /**
   * Whether the field is not part of the schedule, such as a batch size or the weight decay: it is used if known, and
   * its default is not reported.
   */
  readonly isContext: boolean;
}

export type Paths = string | readonly string[];
export type Fields = Readonly<Record<string, Field<unknown>>>;
export type Values<F extends Fields> = {
  readonly [Name in keyof F]: F[Name] extends Field<infer T> ? T : never;
};

interface Kind<T> {
  readonly expected: string;
  readonly placeholder: T;
  convert(value: unknown): T | undefined;
}

function field<T>({ expected, placeholder, convert }: Kind<T>, paths: Paths, otherwise?: T): Field<T> {
  return {
    paths: typeof paths === "string" ? [paths] : paths,
    expected,
    convert,
    absence: otherwise === undefined ? { kind: "required" } : { kind: "default", value: otherwise },
    placeholder,
    isTotal: false,
    isContext: false,
  };
}

/** A field without a default that the engine does not require. */
export function optional<T>(given: Field<T>): Field<T | undefined> {
  return { ...given, absence: { kind: "optional" } };
}

/** A field that is not part of the schedule; absent and unknown values are allowed. */
export function context<T>(given: Field<T>): Field<T | undefined> {
  return quiet(optional(given));
}

/** A field that only some schedules need, but most files have: a batch size. */
export function quiet<T>(given: Field<T>): Field<T> {
  return { ...given, isContext: true };
}

function toNumber(value: unknown): number | undefined {
  // If several words follow a flag, it takes the first.
  const first = Array.isArray(value) ? value[0] : value;
  const number = typeof first === "string" ? numberIn(first) : first;
  return typeof number === "number" && Number.isFinite(number) ? number : undefined;
}

function numberKind(expected: string, isAllowed: (value: number) => boolean): Kind<number> {
  return {
    expected,
    placeholder: Number.NaN,
    convert(value) {
      const number = toNumber(value);
      return number !== undefined && isAllowed(number) ? number : undefined;
    },
  };
}

const NUMBER = numberKind("a number", () => true);
const POSITIVE = numberKind("a number above 0", (value) => value > 0);
const NOT_NEGATIVE = numberKind("a number of at least 0", (value) => value >= 0);
const COUNT = numberKind(
  "a whole number of at least 0",
  (value) => value >= 0 && Number.isSafeInteger(value),
);
const WHOLE = numberKind("a whole number", Number.isSafeInteger);

/** Any number. */
export const number = (paths: Paths, otherwise?: number) => field(NUMBER, paths, otherwise);
/** A number above 0. */
export const positive = (paths: Paths, otherwise?: number) => field(POSITIVE, paths, otherwise);
/** A rate or a share: at least 0. */
export const rate = (paths: Paths, otherwise?: number) => field(NOT_NEGATIVE, paths, otherwise);
/** A count of steps, epochs or samples. */
export const count = (paths: Paths, otherwise?: number) => field(COUNT, paths, otherwise);
/** A count that some files write as true or false: false counts as absent, true as 1. */
export const countOrFlag = (paths: Paths, otherwise: number) =>
  field<number>(
    {
      ...COUNT,
      convert(value) {
        const isOn = typeof value === "boolean" ? value : undefined;
        return isOn === undefined ? COUNT.convert(value) : isOn ? 1 : otherwise;
      },
    },
    paths,
    otherwise,
  );
/** A whole number, for fields in which negative numbers have a special meaning. */
export const whole = (paths: Paths, otherwise?: number) => field(WHOLE, paths, otherwise);

/** The number of updates of the run. `--total` takes precedence over the file; values not above 0 count as absent. */
export function total(...paths: readonly string[]): Field<number> {
  return { ...field(POSITIVE, paths), isTotal: true };
}

export const flag = (paths: Paths, otherwise: boolean) =>
  field<boolean>(
    {
      expected: "true or false",
      placeholder: false,
      convert(value) {
        if (typeof value === "boolean") return value;
        return typeof value === "string" ? flagIn(value) : undefined;
      },
    },
    paths,
    otherwise,
  );

export const text = (paths: Paths, otherwise?: string) =>
  field<string>(
    {
      expected: "text",
      placeholder: "",
      convert(value) {
        const first = Array.isArray(value) ? value[0] : value;
        return typeof first === "string" || typeof first === "number" ? String(first) : undefined;
      },
    },
    paths,
    otherwise,
  );

/** One of a few strings. */
export function choice<const Choice extends string>(
  paths: Paths,
  choices: readonly Choice[],
  otherwise?: NoInfer<Choice>,
): Field<Choice> {
  const kind: Kind<Choice> = {
    expected: `one of ${choices.join(", ")}`,
    placeholder: choices[0] as Choice,
    convert: (value) => choices.find((each) => each === (Array.isArray(value) ? value[0] : value)),
  };
  return field(kind, paths, otherwise);
}

function toList(value: unknown): readonly unknown[] | undefined {
  if (Array.isArray(value))
    return value.length === 1 && typeof value[0] === "string" ? toList(value[0]) : value;
  if (typeof value === "number") return [value];
  if (typeof value !== "string") return undefined;
  const inner = value
    .trim()
    .replace(/^[[(]/, "")
    .replace(/[\])]$/, "");
  return inner.trim() === "" ? [] : inner.split(/[,\s]+/).filter((item) => item !== "");
}

/** A list of numbers; a single number is a list of one. */
export const numbers = (paths: Paths, otherwise?: readonly number[]) =>
  field<readonly number[]>(
    {
      expected: "a list of numbers",
      placeholder: [],
      convert(value) {
        const items = toList(value)?.map(toNumber);
        return items?.every((item) => item !== undefined) ? items : undefined;
      },
    },
    paths,
    otherwise,
  );

/** A section, or the same as JSON text. */
export const section = (paths: Paths, otherwise?: Section) =>
  field<Section>(
    {
      expected: "a section of fields",
      placeholder: {},
      convert(value) {
        if (isSection(value)) return value;
        if (typeof value !== "string") return undefined;
        try {
          const parsed: unknown = JSON.parse(value);
          return isSection(parsed) ? Object.assign(Object.create(null), parsed) : undefined;
        } catch {
          return undefined;
        }
      },
    },
    paths,
    otherwise,
  );

/** Any value; the engine checks it. */
export const anything = (paths: Paths) =>
  context(field<unknown>({ expected: "a value", placeholder: undefined, convert: (value) => value }, paths));
