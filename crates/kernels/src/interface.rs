//! The numbers that TypeScript and the kernels share: printed by `npm run print:rules`.

/// The versions of the exports; the loader rejects a module of another version.
pub mod version {
    /// Of `schedules.wasm`.
    pub const SCHEDULES: u32 = 1;
    /// Of `optimizers.wasm`.
    pub const OPTIMIZERS: u32 = 3;
    /// Of `forecast.wasm`.
    pub const FORECAST: u32 = 3;
}

/// Operation codes of the nodes of a schedule.
pub mod node {
    #![allow(missing_docs)]
    pub const CONSTANT: u32 = 0;
    pub const RAMP: u32 = 1;
    pub const POWER: u32 = 2;
    pub const STAIRS: u32 = 3;
    pub const TABLE: u32 = 4;
    pub const TIME: u32 = 5;
    pub const CYCLES: u32 = 6;
    pub const JOIN: u32 = 7;
    pub const PRODUCT: u32 = 8;
    pub const SUM: u32 = 9;
    pub const CLAMP: u32 = 10;
}

/// Codes of the curves of a ramp.
pub mod curve {
    #![allow(missing_docs)]
    pub const LINE: u32 = 0;
    pub const ROTATION: u32 = 1;
    pub const GEOMETRIC: u32 = 2;
    pub const AFFINE_POWER: u32 = 3;
    pub const POINTWISE: u32 = 4;
}

/// Codes of the easings that are computed point by point.
pub mod easing {
    #![allow(missing_docs)]
    pub const LINEAR: u32 = 0;
    pub const POWER: u32 = 1;
    pub const REVERSE_POWER: u32 = 2;
    pub const COSINE: u32 = 3;
    pub const TANH: u32 = 4;
    pub const HALF_LIFE: u32 = 5;
    pub const LOGARITHMIC: u32 = 6;
    pub const RATIONAL: u32 = 7;
}

/// The number of steps that share the table of single steps of a curve.
pub const PART: usize = 256;

/// The number of parts that share one expensive value of a curve: an angle, a power.
pub const PARTS: usize = 16;

/// The number of steps that share a polynomial in place of a power of a line.
pub const AFFINE_POWER_BLOCK: usize = 512;

/// Words of workspace for a cosine: a header, cosines and sines of the steps of a part, and of the parts of a
/// block.
pub const ROTATION_WORDS: usize = 546;

/// Words of workspace for a geometric curve: a header, powers of the steps of a part, and of the parts of a
/// block.
pub const GEOMETRIC_WORDS: usize = 274;

/// The number of elements of an optimizer's arrays per kernel call, 64 KiB of each array: few enough that the
/// arrays of a block stay in the second-level cache, and that engines which replace code between calls do so
/// soon; enough that calls cost nothing. Sums are computed block by block, so it is part of their definition.
pub const BLOCK_LENGTH: usize = 16_384;

/// The number of 8-bit codes that share a largest magnitude. The last block of a tensor may have fewer.
pub const BLOCK_VALUES: usize = 256;

/// The number of 8-bit codes.
pub const CODES: usize = 256;

/// The number of bins from -1 to 1, each of which has an 8-bit code.
pub const BINS: usize = 65_536;

/// The number of moments of a block of terms.
pub const ORDER: usize = 24;

/// Words of the table for a block of terms: its reach, base, center and radius, and the moments.
pub const BLOCK_WORDS: usize = 28;

/// Smaller rates count as this rate in powers.
pub const LEAST_RATE: f64 = 1e-10;
