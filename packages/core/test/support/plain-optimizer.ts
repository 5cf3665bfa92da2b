/** An optimizer that is nothing but groups. */

export function plainOptimizer(...rates: number[]) {
  return {
    paramGroups: rates.map((rate) => ({
      lr: rate,
      weightDecay: 0.1,
      momentum: 0.9,
      betas: [0.9, 0.999],
    })) as {
      lr: number;
      weightDecay: number;
      momentum: number;
      betas: number[];
      initialLr?: number;
    }[],
  };
}
