//! From coefficients to samples, at 8/8, 4/8, 2/8 or 1/8 of the size.
//!
//! A block of 8×8 is reduced by transforming only its lowest coefficients with a shorter transform: that is
//! exactly the picture a good filter would leave, for a fraction of the work. Floating point, always in the
//! same order, so the samples are the same on every machine.

use std::f32::consts::{FRAC_1_SQRT_2, SQRT_2};

/// Dequantisation with the transform's own factors multiplied in.
pub(super) struct Dequantiser {
    edge: usize,
    /// `edge` × `edge` factors in rows.
    factors: [f32; 64],
}

impl Dequantiser {
    /// `table` is in natural order (rows of 8). `edge` is 1, 2, 4 or 8.
    pub(super) fn new(table: &[u16; 64], edge: usize) -> Self {
        let side: [f32; 8] = match edge {
            // Arai, Agui and Nakajima's scaling: cos(kπ/16)·√2, over √8.
            8 => std::array::from_fn(|k| {
                let scale =
                    if k == 0 { 1.0 } else { (k as f32 * std::f32::consts::PI / 16.0).cos() * SQRT_2 };
                scale / 8f32.sqrt()
            }),
            // An orthonormal transform of 4, over √2 for the reduction; cos(π/4) of the third is in it.
            4 => [0.5 * FRAC_1_SQRT_2, 0.5, 0.5 * FRAC_1_SQRT_2, 0.5, 0.0, 0.0, 0.0, 0.0],
            _ => [1.0 / 8f32.sqrt(); 8],
        };
        let mut factors = [0.0; 64];
        for row in 0..edge {
            for column in 0..edge {
                factors[row * edge + column] = f32::from(table[row * 8 + column]) * side[row] * side[column];
            }
        }
        Self { edge, factors }
    }

    /// Writes `edge` × `edge` samples into `out`, whose lines are `stride` apart. `coefficients` are in rows
    /// of `pitch`, of which the first `edge` are used.
    pub(super) fn samples(&self, coefficients: &[i16], pitch: usize, out: &mut [u8], stride: usize) {
        match self.edge {
            8 => self.transform::<8>(coefficients, pitch, out, stride, idct8),
            4 => self.transform::<4>(coefficients, pitch, out, stride, idct4),
            2 => self.transform::<2>(coefficients, pitch, out, stride, idct2),
            _ => out[0] = sample(f32::from(coefficients[0]) * self.factors[0]),
        }
    }

    /// One sample for a whole block that has nothing but its mean.
    pub(super) fn flat(&self, mean: i16, out: &mut [u8], stride: usize) {
        let value = sample(f32::from(mean) * self.factors[0]);
        for line in out.chunks_mut(stride).take(self.edge) {
            line[..self.edge].fill(value);
        }
    }

    #[inline(always)]
    fn transform<const N: usize>(
        &self,
        coefficients: &[i16],
        pitch: usize,
        out: &mut [u8],
        stride: usize,
        one: impl Fn([[f32; N]; N]) -> [[f32; N]; N],
    ) {
        let mut rows = [[0.0f32; N]; N];
        for (y, row) in rows.iter_mut().enumerate() {
            let from = &coefficients[y * pitch..y * pitch + N];
            let by = &self.factors[y * N..y * N + N];
            for x in 0..N {
                row[x] = f32::from(from[x]) * by[x];
            }
        }
        let columns = transpose(one(rows));
        let lines = transpose(one(columns));
        for (line, values) in out.chunks_mut(stride).zip(&lines) {
            for (to, &value) in line[..N].iter_mut().zip(values) {
                *to = sample(value);
            }
        }
    }
}

#[inline(always)]
fn sample(value: f32) -> u8 {
    // The cast saturates.
    (value + 128.5) as u8
}

#[inline(always)]
fn transpose<const N: usize>(rows: [[f32; N]; N]) -> [[f32; N]; N] {
    let mut columns = [[0.0; N]; N];
    for (y, row) in rows.iter().enumerate() {
        for (x, &value) in row.iter().enumerate() {
            columns[x][y] = value;
        }
    }
    columns
}

#[inline(always)]
fn add<const N: usize>(a: [f32; N], b: [f32; N]) -> [f32; N] {
    std::array::from_fn(|i| a[i] + b[i])
}

#[inline(always)]
fn sub<const N: usize>(a: [f32; N], b: [f32; N]) -> [f32; N] {
    std::array::from_fn(|i| a[i] - b[i])
}

#[inline(always)]
fn mul<const N: usize>(a: [f32; N], by: f32) -> [f32; N] {
    a.map(|value| value * by)
}

/// Along the columns, all eight at a time (Arai, Agui, Nakajima 1988).
#[inline(always)]
fn idct8(c: [[f32; 8]; 8]) -> [[f32; 8]; 8] {
    let sum = add(c[2], c[6]);
    let turned = sub(mul(sub(c[2], c[6]), SQRT_2), sum);
    let (outer, inner) = (add(c[0], c[4]), sub(c[0], c[4]));
    let even = [add(outer, sum), add(inner, turned), sub(inner, turned), sub(outer, sum)];

    let (z13, z10) = (add(c[5], c[3]), sub(c[5], c[3]));
    let (z11, z12) = (add(c[1], c[7]), sub(c[1], c[7]));
    let z5 = mul(add(z10, z12), 1.847_759_1);
    let odd7 = add(z11, z13);
    let odd6 = sub(sub(z5, mul(z10, 2.613_126)), odd7);
    let odd5 = sub(mul(sub(z11, z13), SQRT_2), odd6);
    let odd4 = add(sub(mul(z12, 1.082_392_2), z5), odd5);

    [
        add(even[0], odd7),
        add(even[1], odd6),
        add(even[2], odd5),
        sub(even[3], odd4),
        add(even[3], odd4),
        sub(even[2], odd5),
        sub(even[1], odd6),
        sub(even[0], odd7),
    ]
}

#[inline(always)]
fn idct4(c: [[f32; 4]; 4]) -> [[f32; 4]; 4] {
    const COS_1: f32 = 0.923_879_5;
    const COS_3: f32 = 0.382_683_43;
    let (outer, inner) = (add(c[0], c[2]), sub(c[0], c[2]));
    let odd0 = add(mul(c[1], COS_1), mul(c[3], COS_3));
    let odd1 = sub(mul(c[1], COS_3), mul(c[3], COS_1));
    [add(outer, odd0), add(inner, odd1), sub(inner, odd1), sub(outer, odd0)]
}

#[inline(always)]
fn idct2(c: [[f32; 2]; 2]) -> [[f32; 2]; 2] {
    [add(c[0], c[1]), sub(c[0], c[1])]
}
