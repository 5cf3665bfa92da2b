/** A JSON Schema of schedule documents, for editors and for programs in other languages. */
import { EASINGS, type EasingKind, type Field, NODES, type NodeKind } from "./fields.js";
import { defaultOf } from "./read-node.js";

type JsonSchema = { readonly [keyword: string]: unknown };

/** A description of a kind of node or easing, and of each of its fields. */
type Words<Kind extends PropertyKey, Of extends Readonly<Record<Kind, object>>> = {
  readonly [Each in Kind]: readonly [kind: string, fields: { readonly [Name in keyof Of[Each]]: string }];
};

const timeExponent = "u is replaced by u^timeExponent first.";
const side = 'The owner of a boundary. "right": the next item starts at it; "left": after it.';
const minimum = "The smallest value. Null: no limit.";
const maximum = "The largest value, at least the minimum. Null: no limit.";
const start = "The time of the first value.";
const child = "The child node.";

const easings: Words<EasingKind, typeof EASINGS> = {
  linear: ["u", { timeExponent }],
  power: ["u^exponent", { exponent: "The exponent.", timeExponent }],
  reversePower: ["1 - (1 - u)^exponent", { exponent: "The exponent.", timeExponent }],
  cosine: [
    "1 - ((1 + cos(pi * halfCycles * u)) / 2)^exponent",
    { exponent: "The exponent.", halfCycles: "The number of half waves.", timeExponent },
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
      easing: "The curve of u from 0 to 1.",
      interpolation: "from + (to - from) * E(u), or from * (to / from)^E(u).",
      before: "Before start: keep the first value, or follow the formula.",
      after: "After end: keep the last value, or follow the formula.",
    },
  ],
  power: [
    "scale * (offset + slope * t)^exponent",
    {
      scale: "A factor on the power.",
      offset: "The base at t = 0.",
      slope: "The growth of the base per unit of time.",
      exponent: "The exponent.",
    },
  ],
  stairs: [
    "Piecewise constant: values[i] between boundaries i - 1 and i.",
    {
      boundaries: "Times in ascending order.",
      values: "One more value than boundaries.",
      side,
    },
  ],
  table: [
    "Values at start, start + 1, ...; the first and the last hold outside.",
    {
      start,
      values: "The values.",
      interpolation: "Between two values: the previous one, or a straight line.",
    },
  ],
  time: [
    "The child at clamp((t - shift) * scale), rounded down to a multiple of quantum.",
    {
      child,
      shift: "The delay of the child.",
      scale: "The speed of time in the child.",
      minimum,
      maximum,
      quantum: "The size of time steps. Null: continuous.",
    },
  ],
  cycles: [
    "The child over the progress of each cycle, scaled from floor to the cycle's peak.",
    {
      child,
      length: "The length of the first cycle.",
      multiplier: "The length of each cycle relative to the previous one.",
      peak: "The value of the first cycle at which the child is 1.",
      floor: "The value at which the child is 0.",
      decay: "The factor on the height of each next cycle.",
      decayOf: "Whether decay multiplies the peak or its height above the floor.",
      limit: "The number of cycles. Null: no limit.",
      afterwards: "The value after the last cycle.",
    },
  ],
  join: [
    "Child i between boundaries i - 1 and i.",
    {
      boundaries: "Times in ascending order; one fewer than the children.",
      children: "The children, in order.",
      rebase: "Whether a child counts from its own start, or from the start of the join.",
      side,
      labels: "A name for each child. Null: no names.",
    },
  ],
  product: ["The product of the children.", { children: "The factors." }],
  sum: ["The sum of the children.", { children: "The terms." }],
  clamp: ["The child, clamped to minimum and maximum.", { child, minimum, maximum }],
};

/** An object of each kind with its fields and no others; those with a default are optional. */
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
 * It describes types and ranges of single fields. Relations between fields (a ramp's end after its start, sorted
 * boundaries, matching lengths, the ends of a geometric ramp, the speed of time under nested scales, the size of the
 * tree) are only described in words; `normalize` checks all of them.
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
