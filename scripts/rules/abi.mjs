/** The interface of the kernels of `optimizers.wasm`: one list of fields for both sides. */

import { mostArrays } from "./interface.mjs";
import { camelToSnake } from "./words.mjs";

/** The fields of a header, in order: pointers of 4 bytes. */
const fields = [
  { name: "p", type: "*mut f32", doc: "The parameters." },
  { name: "g", type: "*const f32", doc: "The gradients." },
  { name: "scalars", type: "*const f32", doc: "The numbers of the pass." },
  { name: "sums", type: "*mut f64", doc: "Where the sums of the block go." },
  {
    name: "values",
    type: "*mut [f32; BLOCK_LENGTH]",
    doc: "Scratch for the values of each sum over a block.",
  },
  {
    name: "arrays",
    type: `[*mut f32; ${mostArrays}]`,
    doc: "The slots and the work array, as the program orders them.",
  },
];

/** @returns {string} the Rust side */
export function printHeader() {
  return `//! The arguments of a kernel, in the memory of its optimizer: printed by \`npm run print:rules\`.

use core::slice::{from_raw_parts, from_raw_parts_mut};

use kernels::interface::BLOCK_LENGTH;
use kernels::rule::{update, Rule};

/// Where the arrays of a kernel are.
#[repr(C)]
pub struct Header {
${fields.map(({ name, type, doc }) => `    /// ${doc}\n    pub ${name}: ${type},`).join("\n")}
}

/// Runs a rule over \`count\` elements: parameters and gradients from \`first\`, slots from \`slot_first\`, the work array, whose
/// place among the arrays is \`work\`, from \`work_first\`.
///
/// # Safety
/// The header and everything it points to must be valid and aligned, the arrays for the elements that are named; nothing
/// may overlap.
pub(crate) unsafe fn run<R, const ARRAYS: usize, const SCALARS: usize, const SUMS: usize>(
    header: *const Header,
    first: usize,
    slot_first: usize,
    work_first: usize,
    count: usize,
    work: usize,
) where
    R: Rule<ARRAYS, SCALARS, SUMS>,
{
    // SAFETY: the caller keeps the contract above, which is that of from_raw_parts.
    unsafe {
        let header = &*header;
        let arrays = core::array::from_fn(|i| {
            let start = if i == work { work_first } else { slot_first };
            from_raw_parts_mut(header.arrays[i].add(start), count)
        });
        update::<R, ARRAYS, SCALARS, SUMS>(
            from_raw_parts_mut(header.p.add(first), count),
            from_raw_parts(header.g.add(first), count),
            arrays,
            &*header.scalars.cast::<[f32; SCALARS]>(),
            &mut *header.values.cast::<[[f32; BLOCK_LENGTH]; SUMS]>(),
            &mut *header.sums.cast::<[f64; SUMS]>(),
        );
    }
}
`;
}

/**
 * @param {readonly import("./programs.mjs").NamedProgram[]} programs
 * @returns {string} the TypeScript side
 */
export function printAbi(programs) {
  const offsets = fields.map(({ name, doc }, i) => `/** ${doc} */\n  ${name}: ${4 * i},`);
  return `/** The interface of the kernels of \`optimizers.wasm\`: printed by \`npm run print:rules\`. */

/** Where the fields of a kernel's header are, in bytes; each is an address. */
export const HEADER = {
  ${offsets.join("\n  ")}
} as const;

/** The number of arrays in a header. */
export const MOST_ARRAYS = ${mostArrays};

/** The largest number of sums of a kernel. */
export const MOST_SUMS = ${Math.max(...programs.map(({ program }) => program.sums.length))};

/** The exported function for each element program, by the program's key. */
export const KERNELS: Readonly<Record<string, string>> = {
  ${programs.map(({ name, program }) => `"${program.key}": "${camelToSnake(name)}",`).join("\n  ")}
};
`;
}
