/** SGD and Lion as plain float32 loops, written from their papers and PyTorch's code: what the kernels are held against. */
const { fround } = Math;

export interface Sgd {
  readonly lr: number;
  readonly momentum: number;
  readonly dampening: number;
  readonly weightDecay: number;
  readonly nesterov: boolean;
}

export function sgdStep(p: Float32Array, g: Float32Array, m: Float32Array, isFirst: boolean, sgd: Sgd): void {
  const [mu, kept] = [fround(sgd.momentum), fround(1 - sgd.dampening)];
  for (let i = 0; i < p.length; i++) {
    const value = p[i] as number;
    let gradient = g[i] as number;
    if (sgd.weightDecay !== 0) gradient = fround(gradient + fround(fround(sgd.weightDecay) * value));
    let direction = gradient;
    if (sgd.momentum !== 0) {
      m[i] = isFirst ? gradient : fround(fround((m[i] as number) * mu) + fround(kept * gradient));
      direction = sgd.nesterov ? fround(gradient + fround(mu * (m[i] as number))) : (m[i] as number);
    }
    p[i] = fround(value + fround(fround(-sgd.lr) * direction));
  }
}

export interface Lion {
  readonly lr: number;
  readonly betas: readonly [number, number];
  readonly weightDecay: number;
}

export function lionStep(p: Float32Array, g: Float32Array, m: Float32Array, lion: Lion): void {
  const [b1, b2] = lion.betas;
  const decay = fround(1 - lion.lr * lion.weightDecay);
  for (let i = 0; i < p.length; i++) {
    const [gradient, momentum] = [g[i] as number, m[i] as number];
    const direction = Math.sign(fround(fround(momentum * fround(b1)) + fround(gradient * fround(1 - b1))));
    p[i] = fround(fround((p[i] as number) * decay) + fround(fround(-lion.lr) * direction));
    m[i] = fround(fround(momentum * fround(b2)) + fround(gradient * fround(1 - b2)));
  }
}
