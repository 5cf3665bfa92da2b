/** A JSON Schema of schedule documents, for editors and for programs in other languages. */

type JsonSchema = { readonly [keyword: string]: unknown };

const number = (description: string, rest: JsonSchema = {}): JsonSchema => ({
  type: "number",
  description,
  ...rest,
});

const positive = (description: string, rest: JsonSchema = {}): JsonSchema =>
  number(description, { exclusiveMinimum: 0, ...rest });

const oneOf = (description: string, choices: readonly string[]): JsonSchema => ({
  enum: choices,
  description,
  default: choices[0],
});

const orNull = (schema: JsonSchema): JsonSchema => {
  const { description, ...rest } = schema;
  return { description, anyOf: [rest, { type: "null" }], default: null };
};

const numbers = (description: string, minItems = 0): JsonSchema => ({
  type: "array",
  description,
  items: { type: "number" },
  minItems,
});

/** An object with the given fields, of which those with a default may be left out, and no others. */
function shape(kind: string, description: string, fields: Readonly<Record<string, JsonSchema>>): JsonSchema {
  const required = Object.keys(fields).filter((name) => !("default" in (fields[name] as JsonSchema)));
  return {
    type: "object",
    description,
    properties: { kind: { const: kind }, ...fields },
    required: ["kind", ...required],
    additionalProperties: false,
  };
}

const child: JsonSchema = { $ref: "#/$defs/node" };

const children = (description: string): JsonSchema => ({
  type: "array",
  description,
  items: child,
  minItems: 1,
});

const timeExponent = positive("u is replaced by u^timeExponent first.", { default: 1 });
const side = oneOf('Who owns a boundary. "right": the next one takes over at it; "left": after it.', [
  "right",
  "left",
]);
const limits = {
  minimum: orNull(number("The smallest value. Null: no limit.")),
  maximum: orNull(number("The largest value, at least the minimum. Null: no limit.")),
};

const easings: readonly JsonSchema[] = [
  shape("linear", "u", { timeExponent }),
  shape("power", "u^exponent", { exponent: positive("The exponent."), timeExponent }),
  shape("reversePower", "1 - (1 - u)^exponent", { exponent: positive("The exponent."), timeExponent }),
  shape("cosine", "1 - ((1 + cos(pi * halfCycles * u)) / 2)^exponent", {
    exponent: positive("The exponent.", { default: 1 }),
    halfCycles: number("How many half waves.", { minimum: 0, default: 1 }),
    timeExponent,
  }),
  shape("tanh", "(1 + tanh(lower + (upper - lower) * u)) / 2, which reaches neither 0 nor 1", {
    lower: number("The argument at u = 0."),
    upper: number("The argument at u = 1."),
    timeExponent,
  }),
  shape("halfLife", "2 * (1 - 0.5^u)", { timeExponent }),
  shape("rational", "u / (1 + curvature * (1 - u))", {
    curvature: number("How slowly the ramp starts.", { exclusiveMinimum: -1 }),
    timeExponent,
  }),
  shape("logarithmic", "ln(1 + u * (base - 1)) / ln(base)", {
    base: positive("The base, which is not 1.", { not: { const: 1 } }),
    timeExponent,
  }),
];

const nodes: readonly JsonSchema[] = [
  shape("constant", "The same value at every time.", { value: number("The value.") }),
  shape("ramp", "From one value at start to another at end, with u = (t - start) / (end - start).", {
    start: number("The time of the first value."),
    end: number("The time of the last value, at or after start."),
    from: number("The value at start."),
    to: number("The value at end."),
    easing: {
      description: "How u goes from 0 to 1.",
      anyOf: easings,
      default: { kind: "linear", timeExponent: 1 },
    },
    interpolation: oneOf("from + (to - from) * E(u), or from * (to / from)^E(u).", [
      "arithmetic",
      "geometric",
    ]),
    before: oneOf("Before start: keep the first value, or follow the formula.", ["hold", "extend"]),
    after: oneOf("After end: keep the last value, or follow the formula.", ["hold", "extend"]),
  }),
  shape("power", "scale * (offset + slope * t)^exponent", {
    scale: number("Multiplies the power.", { default: 1 }),
    offset: number("The base at t = 0.", { default: 0 }),
    slope: number("How fast the base grows.", { default: 1 }),
    exponent: number("The exponent."),
  }),
  shape("stairs", "Piecewise constant: values[i] between boundaries i - 1 and i.", {
    boundaries: numbers("Times in ascending order."),
    values: numbers("One value more than there are boundaries.", 1),
    side,
  }),
  shape("table", "Values at start, start + 1, ...; the first and the last hold outside.", {
    start: number("The time of the first value.", { default: 0 }),
    values: numbers("The values.", 1),
    interpolation: oneOf("Between two values: the one before, or a straight line.", ["previous", "linear"]),
  }),
  shape("time", "The child at clamp((t - shift) * scale), rounded down to a multiple of quantum.", {
    child,
    shift: number("How much later everything happens.", { default: 0 }),
    scale: positive("How much faster time runs below this node.", { default: 1 }),
    ...limits,
    quantum: orNull(positive("Time goes in steps of this size. Null: it flows.")),
  }),
  shape("cycles", "The child over the share of each cycle that is done, from floor up to the cycle's peak.", {
    child,
    length: positive("How long the first cycle lasts."),
    multiplier: positive("Each cycle is this many times as long as the one before.", { default: 1 }),
    peak: number("The value of the first cycle where the child is 1.", { default: 1 }),
    floor: number("The value where the child is 0.", { default: 0 }),
    decay: number("What each cycle's height is multiplied by.", { minimum: 0, default: 1 }),
    decayOf: oneOf("Whether decay multiplies the peak or its height above the floor.", ["peak", "amplitude"]),
    limit: orNull({
      type: "integer",
      description: "How many cycles there are. Null: no limit.",
      minimum: 1,
      maximum: Number.MAX_SAFE_INTEGER,
    }),
    afterwards: number("The value after the last cycle.", { default: 0 }),
  }),
  shape("join", "Child i between boundaries i - 1 and i.", {
    boundaries: numbers("Times in ascending order; one less than there are children."),
    children: children("The children, one after the other."),
    rebase: {
      type: "boolean",
      description: "Whether a child counts from its own start, or from the start of the join.",
      default: true,
    },
    side,
    labels: orNull({
      type: "array",
      description: "A name for each child. Null: no names.",
      items: { type: "string" },
      minItems: 1,
    }),
  }),
  shape("product", "The product of the children.", { children: children("The factors.") }),
  shape("sum", "The sum of the children.", { children: children("The terms.") }),
  shape("clamp", "The child, not below minimum and not above maximum.", { child, ...limits }),
];

/**
 * The JSON Schema (draft 2020-12) of what `JSON.stringify(schedule)` writes and `fromJSON` reads.
 *
 * It describes shapes: fields, types, ranges of single numbers. What relates fields to each other (a ramp's end after
 * its start, sorted boundaries, lengths that belong together, a geometric ramp's ends, how fast time runs where scales
 * multiply, the size of the whole) is in words only; `normalise` checks all of it.
 */
export const scheduleSchema: JsonSchema = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  title: "anneal schedule",
  description: "A learning-rate schedule: a pure function of the step, as a tree.",
  type: "object",
  properties: {
    format: { const: "anneal/schedule" },
    version: { const: 1 },
    root: child,
  },
  required: ["format", "version", "root"],
  additionalProperties: false,
  $defs: { node: { description: "A schedule node.", anyOf: nodes } },
};
