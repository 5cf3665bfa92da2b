//! The innermost loops, each in a function of its own: WebAssembly engines allocate registers function by function, and small
//! functions get enough. LLVM vectorizes the loops, which are plain zips.

use super::pair::Pair;

/// Every value is `constant`.
#[inline(never)]
pub(super) fn constant(constant: f64, out: &mut [f64]) {
    out.fill(constant);
}

/// `from + change * ((origin + spacing * (index + i)) / length)`
#[inline(never)]
pub(super) fn line(
    from: f64,
    change: f64,
    length: f64,
    (origin, spacing): (f64, f64),
    index: f64,
    out: &mut [f64],
) {
    each_index(index, out, |index| {
        from + change * ((origin + spacing * index) / length)
    });
}

/// `base` plus the polynomial at `first + i`, by Horner's rule.
#[inline(never)]
pub(super) fn polynomial<const DEGREE: usize>(
    base: f64,
    coefficients: &[f64; 10],
    first: f64,
    out: &mut [f64],
) {
    let coefficients = *coefficients;
    each_index(first, out, |distance| {
        let mut sum = coefficients[DEGREE];
        for n in (0..DEGREE).rev() {
            sum = sum * distance + coefficients[n];
        }
        base + sum
    });
}

/// `middle + (cosine * cosines[i] - sine * sines[i])`; all three slices have the same length.
#[inline(never)]
pub(super) fn rotate(
    middle: f64,
    (cosine, sine): (f64, f64),
    cosines: &[f64],
    sines: &[f64],
    out: &mut [f64],
) {
    let formula = |c: f64, s: f64| middle + (cosine * c - sine * s);
    // Two vectors per iteration: a quarter faster than one, which LLVM chooses.
    let (blocks, rest) = out.as_chunks_mut::<4>();
    let (cosine_blocks, cosine_rest) = cosines.as_chunks::<4>();
    let (sine_blocks, sine_rest) = sines.as_chunks::<4>();
    for ((block, c), s) in blocks.iter_mut().zip(cosine_blocks).zip(sine_blocks) {
        for lane in 0..4 {
            block[lane] = formula(c[lane], s[lane]);
        }
    }
    for ((value, &c), &s) in rest.iter_mut().zip(cosine_rest).zip(sine_rest) {
        *value = formula(c, s);
    }
}

/// `rotate`, rounded once to f32.
#[inline(never)]
pub(super) fn rotate_narrow(
    middle: f64,
    (cosine, sine): (f64, f64),
    cosines: &[f64],
    sines: &[f64],
    out: &mut [f32],
) {
    let (blocks, rest) = out.as_chunks_mut::<4>();
    let (cosine_blocks, cosine_rest) = cosines.as_chunks::<4>();
    let (sine_blocks, sine_rest) = sines.as_chunks::<4>();
    let (middles, scaled_cosine, scaled_sine) =
        (Pair::both(middle), Pair::both(cosine), Pair::both(sine));
    let pair = |c: Pair, s: Pair| middles + (scaled_cosine * c - scaled_sine * s);
    for ((block, c), s) in blocks.iter_mut().zip(cosine_blocks).zip(sine_blocks) {
        let low = pair(Pair::new(c[0], c[1]), Pair::new(s[0], s[1]));
        let high = pair(Pair::new(c[2], c[3]), Pair::new(s[2], s[3]));
        *block = Pair::narrow(low, high);
    }
    for ((value, &c), &s) in rest.iter_mut().zip(cosine_rest).zip(sine_rest) {
        *value = (middle + (cosine * c - sine * s)) as f32;
    }
}

/// `rotate` for four whole blocks at once: each entry of the tables is read once for all of them.
#[inline(never)]
pub(super) fn rotate_four<const LENGTH: usize>(
    middle: f64,
    turns: [(f64, f64); 4],
    cosines: &[f64; LENGTH],
    sines: &[f64; LENGTH],
    [a, b, c, d]: [&mut [f64; LENGTH]; 4],
) {
    for i in 0..LENGTH {
        let (cosine, sine) = (cosines[i], sines[i]);
        a[i] = middle + (turns[0].0 * cosine - turns[0].1 * sine);
        b[i] = middle + (turns[1].0 * cosine - turns[1].1 * sine);
        c[i] = middle + (turns[2].0 * cosine - turns[2].1 * sine);
        d[i] = middle + (turns[3].0 * cosine - turns[3].1 * sine);
    }
}

/// `base + first * powers[i]`
#[inline(never)]
pub(super) fn multiples(base: f64, first: f64, powers: &[f64], out: &mut [f64]) {
    for (value, power) in out.iter_mut().zip(powers) {
        *value = base + first * power;
    }
}

/// Every value, kept between the two bounds.
#[inline(never)]
pub(super) fn clamp<T: Copy + PartialOrd>(minimum: T, maximum: T, out: &mut [T]) {
    for value in out {
        let raised = if *value < minimum { minimum } else { *value };
        *value = if raised > maximum { maximum } else { raised };
    }
}

/// `floor * (1 - value) + top * value`
#[inline(never)]
pub(super) fn between(floor: f64, top: f64, out: &mut [f64]) {
    for value in out {
        *value = floor * (1.0 - *value) + top * *value;
    }
}

/// `left * right`, into `left`.
#[inline(never)]
pub(super) fn multiply(left: &mut [f64], right: &[f64]) {
    for (value, other) in left.iter_mut().zip(right) {
        *value *= other;
    }
}

/// `value * factor`
#[inline(never)]
pub(super) fn scale(out: &mut [f64], factor: f64) {
    for value in out {
        *value *= factor;
    }
}

/// `value + term`
#[inline(never)]
pub(super) fn raise(out: &mut [f64], term: f64) {
    for value in out {
        *value += term;
    }
}

/// `left + right`, into `left`.
#[inline(never)]
pub(super) fn add(left: &mut [f64], right: &[f64]) {
    for (value, other) in left.iter_mut().zip(right) {
        *value += other;
    }
}

/// 0, 1, 2, ...: read from memory, because LLVM does not keep a running index in vectors of f64.
static OFFSETS: [f64; 256] = {
    let mut offsets = [0.0; 256];
    let mut i = 0;
    while i < 256 {
        offsets[i] = i as f64;
        i += 1;
    }
    offsets
};

/// `out[i] = formula(first + i)`; whole numbers make every sum here exact.
#[inline(always)]
fn each_index(first: f64, out: &mut [f64], formula: impl Fn(f64) -> f64) {
    let mut index = first;
    for part in out.chunks_mut(OFFSETS.len()) {
        for (value, offset) in part.iter_mut().zip(&OFFSETS) {
            *value = formula(index + offset);
        }
        index += OFFSETS.len() as f64;
    }
}
