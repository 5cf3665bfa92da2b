/** PyTorch's schedulers as they compute: each rate from the one before, so that rounding adds up over a long run. */

export interface TorchPart {
  readonly name: string;
  readonly args: Readonly<Record<string, number>>;
  /** The update at which it begins. */
  readonly start: number;
}

/** The rates of `SequentialLR` over these schedulers, for updates in ascending order. */
export function torchRates(lr: number, parts: readonly TorchPart[]): (update: number) => number {
  let [at, rate, place] = [-1, lr, 0];
  return (update) => {
    if (update < at) [at, rate, place] = [-1, lr, 0];
    while (at < update) {
      at += 1;
      while (parts[place + 1] !== undefined && (parts[place + 1] as TorchPart).start <= at) place += 1;
      const { name, args, start } = parts[place] as TorchPart;
      rate = nextRate(name, args, at - start, rate, lr);
    }
    return rate;
  };
}

function nextRate(
  name: string,
  args: Readonly<Record<string, number>>,
  step: number,
  rate: number,
  lr: number,
): number {
  const { start_factor = 1, end_factor = 1, total_iters = 1, power = 1, T_max = 1, eta_min = 0 } = args;
  if (step === 0) return name === "LinearLR" ? lr * start_factor : lr;
  switch (name) {
    case "LinearLR": {
      if (step > total_iters) return rate;
      const change = end_factor - start_factor;
      return rate * (1 + change / (total_iters * start_factor + (step - 1) * change));
    }
    case "PolynomialLR":
      if (step > total_iters) return rate;
      return rate * ((1 - step / total_iters) / (1 - (step - 1) / total_iters)) ** power;
    case "CosineAnnealingLR": {
      const turn = (epoch: number) => 1 + Math.cos((Math.PI * epoch) / T_max);
      if ((step - 1 - T_max) % (2 * T_max) === 0)
        return rate + ((lr - eta_min) * (1 - Math.cos(Math.PI / T_max))) / 2;
      return (turn(step) / turn(step - 1)) * (rate - eta_min) + eta_min;
    }
    default:
      return rate;
  }
}
