/**
 * The numbers on which Rust and TypeScript must agree: versions and codes of the modules' interfaces, and the sizes of blocks
 * and tables. Each is declared here alone and printed for both.
 */

import { camelToSnake } from "./words.mjs";

/** The versions of the exports by module. Raise one when an exported function changes its meaning. */
export const versions = { schedules: 1, optimizers: 3, forecast: 3 };

/** How many arrays an optimizer kernel takes at most, besides parameters and gradients. */
export const mostArrays = 8;

/** The words of a program: the code of a name is its index. */
const codes = [
  {
    name: "node",
    doc: "Operation codes of the nodes of a schedule.",
    words: [
      "constant",
      "ramp",
      "power",
      "stairs",
      "table",
      "time",
      "cycles",
      "join",
      "product",
      "sum",
      "clamp",
    ],
  },
  {
    name: "curve",
    doc: "Codes of the curves of a ramp.",
    words: ["line", "rotation", "geometric", "affinePower", "pointwise"],
  },
  {
    name: "easing",
    doc: "Codes of the easings that are computed point by point.",
    words: ["linear", "power", "reversePower", "cosine", "tanh", "halfLife", "logarithmic", "rational"],
  },
];

/**
 * @typedef {object} Size
 * @property {string} name
 * @property {number} value
 * @property {string} doc
 * @property {readonly ("rust" | "core" | "wasm" | "forecast")[]} users where it is printed
 */

/** Sizes of the tables of curves: see `rotation.rs` and `geometric.rs`. */
const part = 256;
const parts = 16;
/** Moments of a block of terms: see `forecast/blocks.rs`. */
const order = 24;

/** @type {readonly Size[]} */
const sizes = [
  {
    name: "PART",
    value: part,
    doc: "The number of steps that share the table of single steps of a curve.",
    users: ["rust", "core"],
  },
  {
    name: "PARTS",
    value: parts,
    doc: "The number of parts that share one expensive value of a curve: an angle, a power.",
    users: ["rust", "core"],
  },
  {
    name: "AFFINE_POWER_BLOCK",
    value: 512,
    doc: "The number of steps that share a polynomial in place of a power of a line.",
    users: ["rust", "core"],
  },
  {
    name: "ROTATION_WORDS",
    value: 2 + 2 * part + 2 * parts,
    doc: "Words of workspace for a cosine: a header, cosines and sines of the steps of a part, and of the parts of a block.",
    users: ["rust", "wasm"],
  },
  {
    name: "GEOMETRIC_WORDS",
    value: 2 + part + parts,
    doc: "Words of workspace for a geometric curve: a header, powers of the steps of a part, and of the parts of a block.",
    users: ["rust", "wasm"],
  },
  {
    name: "BLOCK_LENGTH",
    value: 16_384,
    doc: "The number of elements of an optimizer's arrays per kernel call, 64 KiB of each array: few enough that the arrays of a block stay in the second-level cache, and that engines which replace code between calls do so soon; enough that calls cost nothing. Sums are computed block by block, so it is part of their definition.",
    users: ["rust", "core"],
  },
  {
    name: "BLOCK_VALUES",
    value: 256,
    doc: "The number of 8-bit codes that share a largest magnitude. The last block of a tensor may have fewer.",
    users: ["rust", "core"],
  },
  { name: "CODES", value: 256, doc: "The number of 8-bit codes.", users: ["rust", "core"] },
  {
    name: "BINS",
    value: 65_536,
    doc: "The number of bins from -1 to 1, each of which has an 8-bit code.",
    users: ["rust", "core"],
  },
  {
    name: "ORDER",
    value: order,
    doc: "The number of moments of a block of terms.",
    users: ["rust", "forecast"],
  },
  {
    name: "BLOCK_WORDS",
    value: 4 + order,
    doc: "Words of the table for a block of terms: its reach, base, center and radius, and the moments.",
    users: ["rust", "forecast"],
  },
];

/** Smaller rates count as this rate in powers. */
const leastRate = { name: "LEAST_RATE", text: "1e-10", doc: "Smaller rates count as this rate in powers." };

/** @returns {Record<string, string>} the files by path */
export function printInterface() {
  return {
    "crates/kernels/src/interface.rs": printRust(),
    "packages/core/src/kernel-sizes.ts": printTypeScript(
      "Sizes of blocks and tables that the host and the kernels share",
      printSizes("core"),
    ),
    "packages/wasm/src/module/interface.ts": printTypeScript("The interfaces of the modules", [
      ...["schedules", "optimizers"].map((name) => printVersion(name)),
      ...codes.map(printCodes),
      ...printSizes("wasm"),
    ]),
    "packages/forecast/src/kernel/interface.ts": printTypeScript("The interface of `forecast.wasm`", [
      printVersion("forecast"),
      ...printSizes("forecast"),
      `/** ${leastRate.doc} */\nexport const ${leastRate.name} = ${leastRate.text};`,
    ]),
  };
}

function printRust() {
  const module = (/** @type {string} */ name, /** @type {string} */ doc, /** @type {string[]} */ lines) =>
    `/// ${doc}\npub mod ${name} {\n${lines.join("\n")}\n}`;
  return [
    "//! The numbers that TypeScript and the kernels share: printed by `npm run print:rules`.",
    module(
      "version",
      "The versions of the exports; the loader rejects a module of another version.",
      Object.entries(versions).map(
        ([name, version]) => `/// Of \`${name}.wasm\`.\npub const ${name.toUpperCase()}: u32 = ${version};`,
      ),
    ),
    ...codes.map(({ name, doc, words }) =>
      module(name, doc, [
        "#![allow(missing_docs)]",
        ...words.map((word, code) => `pub const ${constantName(word)}: u32 = ${code};`),
      ]),
    ),
    ...sizes
      .filter(({ users }) => users.includes("rust"))
      .map(({ name, value, doc }) => `${rustDoc(doc)}\npub const ${name}: usize = ${grouped(value)};`),
    `/// ${leastRate.doc}\npub const ${leastRate.name}: f64 = ${leastRate.text};`,
    "",
  ].join("\n\n");
}

/**
 * @param {string} title
 * @param {readonly string[]} declarations
 */
function printTypeScript(title, declarations) {
  return [`/** ${title}: printed by \`npm run print:rules\`. */`, ...declarations, ""].join("\n\n");
}

/** @param {Size["users"][number]} user */
function printSizes(user) {
  return sizes
    .filter(({ users }) => users.includes(user))
    .map(({ name, value, doc }) => `${typeScriptDoc(doc)}\nexport const ${name} = ${grouped(value)};`);
}

/** @param {string} module */
function printVersion(module) {
  const version = versions[/** @type {keyof typeof versions} */ (module)];
  return `/** The version of the exports of \`${module}.wasm\` that this release uses. */
export const ${module.toUpperCase()}_ABI_VERSION = ${version};`;
}

/** @param {(typeof codes)[number]} list */
function printCodes({ name, doc, words }) {
  const entries = words.map((word, code) => `${word}: ${code}`);
  return `/** ${doc} */\nexport const ${constantName(name)}_CODE = { ${entries.join(", ")} } as const;`;
}

/** @param {number} value @returns {string} `16_384` */
function grouped(value) {
  return value.toLocaleString("en-US").replaceAll(",", "_");
}

/** @param {string} doc */
function rustDoc(doc) {
  return lines(doc)
    .map((line) => `/// ${line}`)
    .join("\n");
}

/** @param {string} doc */
function typeScriptDoc(doc) {
  const all = lines(doc);
  return all.length === 1 ? `/** ${doc} */` : ["/**", ...all.map((line) => ` * ${line}`), " */"].join("\n");
}

/**
 * The words of a text in lines of at most 110 characters.
 *
 * @param {string} text
 */
function lines(text) {
  return text.match(/.{1,110}(?= |$)/g)?.map((line) => line.trim()) ?? [];
}

/** @param {string} word `affinePower` @returns {string} `AFFINE_POWER` */
function constantName(word) {
  return camelToSnake(word).toUpperCase();
}
