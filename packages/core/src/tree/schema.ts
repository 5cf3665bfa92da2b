/** A JSON Schema of schedule documents, for editors and for programs in other languages. */
import { EASINGS, type EasingKind, type Field, NODES, type NodeKind } from "./fields.js";
import { defaultOf } from "./read-node.js";

type JsonSchema = { readonly [keyword: string]: unknown };

/** A kind of node or easing in words, and each of its fields. */
type Words<Kind extends PropertyKey, Of extends Readonly<Record<Kind, object>>> = {
  readonly [Each in Kind]: readonly [kind: string, fields: { readonly [Name in keyof Of[Each]]: string }];
};

const timeExponent = "u is replaced by u^timeExponent first.";
const side = 'Who owns a boundary. "right": the next one takes over at it; "left": after it.';
const minimum = "The smallest value. Null: no limit.";
const maximum = "The largest value, at least the minimum. Null: no limit.";
const start = "The time of the first value.";
const child = "The node below this one.";

const easings: Words<EasingKind, typeof EASINGS> = {
  linear: ["u", { timeExponent }],
  power: ["u^exponent", { exponent: "The exponent.", timeExponent }],
  reversePower: ["1 - (1 - u)^exponent", { exponent: "The exponent.", timeExponent }],
  cosine: [
    "1 - ((1 + cos(pi * halfCycles * u)) / 2)^exponent",
    { exponent: "The exponent.", halfCycles: "How many half waves.", timeExponent },
  ],
  tanh: [
    "(1 + tanh(lower + (upper - lower) * u)) / 2, which reaches neither 0 nor 1",
    { lower: "The argument at u = 0.", upper: "The argument at u = 1.", timeExponent },
  ],
  halfLife: ["2 * (1 - 0.5^u)", { timeExponent }],
  rational: ["u / (1 + curvature * (1 - u))", { curvature: "How slowly the ramp starts.", timeExponent }],
  logarithmic: ["ln(1 + u * (base - 1)) / ln(base)", { base: "The base, which is not 1.", timeExponent }],
};

const nodes: Words<NodeKind, typeof NODES> = {
  constant: ["The same value at every time.", { value: "The value." }],
  ramp: [
    "From one value at start to another at end, with u = (t - start) / (end - start).",
    {
      start,
      end: "The time of the last value, at or after start.",
      from: "The value at start.",
      to: "The value at end.",
      easing: "How u goes from 0 to 1.",
      interpolation: "from + (to - from) * E(u), or from * (to / from)^E(u).",
      before: "Before start: keep the first value, or follow the formula.",
      after: "After end: keep the last value, or follow the formula.",
    },
  ],
  power: [
    "scale * (offset + slope * t)^exponent",
    {
      scale: "Multiplies the power.",
      offset: "The base at t = 0.",
      slope: "How fast the base grows.",
      exponent: "The exponent.",
    },
  ],
  stairs: [
    "Piecewise constant: values[i] between boundaries i - 1 and i.",
    {
      boundaries: "Times in ascending order.",
      values: "One value more than there are boundaries.",
      side,
    },
  ],
  table: [
    "Values at start, start + 1, ...; the first and the last hold outside.",
    {
      start,
      values: "The values.",
      interpolation: "Between two values: the one before, or a straight line.",
    },
  ],
  time: [
    "The child at clamp((t - shift) * scale), rounded down to a multiple of quantum.",
    {
      child,
      shift: "How much later everything happens.",
      scale: "How much faster time runs below this node.",
      minimum,
      maximum,
      quantum: "Time goes in steps of this size. Null: it flows.",
    },
  ],
  cycles: [
    "The child over the share of each cycle that is done, from floor up to the cycle's peak.",
    {
      child,
      length: "How long the first cycle lasts.",
      multiplier: "Each cycle is this many times as long as the one before.",
      peak: "The value of the first cycle where the child is 1.",
      floor: "The value where the child is 0.",
      decay: "What each cycle's height is multiplied by.",
      decayOf: "Whether decay multiplies the peak or its height above the floor.",
      limit: "How many cycles there are. Null: no limit.",
      afterwards: "The value after the last cycle.",
    },
  ],
  join: [
    "Child i between boundaries i - 1 and i.",
    {
      boundaries: "Times in ascending order; one less than there are children.",
      children: "The children, one after the other.",
      rebase: "Whether a child counts from its own start, or from the start of the join.",
      side,
      labels: "A name for each child. Null: no names.",
    },
  ],
  product: ["The product of the children.", { children: "The factors." }],
  sum: ["The sum of the children.", { children: "The terms." }],
  clamp: ["The child, not below minimum and not above maximum.", { child, minimum, maximum }],
};

/** An object of each kind with its fields, of which those with a default may be left out, and no others. */
function shapes(
  declared: Readonly<Record<string, Readonly<Record<string, Field>>>>,
  words: Readonly<Record<string, readonly [string, Readonly<Record<string, string>>]>>,
): readonly JsonSchema[] {
  return Object.entries(words).map(([kind, [description, texts]]) => {
    const fields = Object.entries(declared[kind] as Readonly<Record<string, Field>>);
    const properties = fields.map(([name, field]) => [name, schemaOf(field, texts[name] as string)]);
    return {
      type: "object",
      description,
      properties: { kind: { const: kind }, ...Object.fromEntries(properties) },
      required: [
        "kind",
        ...fields.flatMap(([name, field]) => (defaultOf(field) === undefined ? [name] : [])),
      ],
      additionalProperties: false,
    };
  });
}

function schemaOf(field: Field, description: string): JsonSchema {
  const held = defaultOf(field);
  const values = valuesOf(field);
  if (held === undefined) return { description, ...values };
  if (held !== null) return { description, ...values, default: held };
  return { description, anyOf: [values, { type: "null" }], default: null };
}

function valuesOf(field: Field): JsonSchema {
  switch (field.type) {
    case "number":
      return {
        type: field.whole ? "integer" : "number",
        ...(field.above === undefined ? {} : { exclusiveMinimum: field.above }),
        ...(field.least === undefined ? {} : { minimum: field.least }),
        ...(field.whole ? { maximum: Number.MAX_SAFE_INTEGER } : {}),
        ...(field.not === undefined ? {} : { not: { const: field.not } }),
      };
    case "choice":
      return { enum: field.choices };
    case "flag":
      return { type: "boolean" };
    case "easing":
      return { anyOf: shapes(EASINGS, easings) };
    case "child":
      return NODE;
    default:
      return {
        type: "array",
        items: ITEMS[field.type],
        minItems: field.notEmpty || field.onePerPart ? 1 : 0,
      };
  }
}

const NODE: JsonSchema = { $ref: "#/$defs/node" };
const ITEMS: Readonly<Record<"numbers" | "strings" | "children", JsonSchema>> = {
  numbers: { type: "number" },
  strings: { type: "string" },
  children: NODE,
};

/**
 * The JSON Schema (draft 2020-12) of what `JSON.stringify(schedule)` writes and `fromJSON` reads.
 *
 * It describes shapes: fields, types, ranges of single numbers. What relates fields to each other (a ramp's end after
 * its start, sorted boundaries, lengths that belong together, a geometric ramp's ends, how fast time runs where scales
 * multiply, the size of the whole) is in words only; `normalize` checks all of it.
 */
export const scheduleSchema: JsonSchema = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  title: "anneal schedule",
  description: "A learning-rate schedule: a pure function of the step, as a tree.",
  type: "object",
  properties: {
    format: { const: "anneal/schedule" },
    version: { const: 1 },
    root: NODE,
  },
  required: ["format", "version", "root"],
  additionalProperties: false,
  $defs: { node: { description: "A schedule node.", anyOf: shapes(NODES, nodes) } },
};
