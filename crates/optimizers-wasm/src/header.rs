//! The arguments of a kernel, in the memory of its optimizer: printed by `npm run print:rules`.

use core::slice::{from_raw_parts, from_raw_parts_mut};

use kernels::interface::BLOCK_LENGTH;
use kernels::rule::{update, Rule};

/// Where the arrays of a kernel are.
#[repr(C)]
pub struct Header {
    /// The parameters.
    pub p: *mut f32,
    /// The gradients.
    pub g: *const f32,
    /// The numbers of the pass.
    pub scalars: *const f32,
    /// Where the sums of the block go.
    pub sums: *mut f64,
    /// Scratch for the values of each sum over a block.
    pub values: *mut [f32; BLOCK_LENGTH],
    /// The slots and the work array, as the program orders them.
    pub arrays: [*mut f32; 8],
}

/// Runs a rule over `count` elements: parameters and gradients from `first`, slots from `slot_first`, the work array, whose
/// place among the arrays is `work`, from `work_first`.
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
