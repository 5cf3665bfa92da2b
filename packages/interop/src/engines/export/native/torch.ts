/** PyTorch's own schedulers in a row. A warm-up from 0 is not among them: `LinearLR` starts above it. */
import type { ScheduleDraft } from "@anneal/core";
import { libraryCurves } from "../../building/library.js";
import { float64 } from "../arithmetic.js";
import { decimal } from "../writing/numbers.js";
import { type Candidate, type NativeForm, nearest, ratioOf } from "./form.js";
import type { Fit } from "./segments.js";
import { type TorchPart, torchRates } from "./torch-recursion.js";

/** `LinearLR` refuses a start at 0; this share of the rate is none within the rounding that counts as exact. */
const NEARLY_NONE = 1e-13;

function startOf({ first, peak }: Fit): number {
  return first === 0 ? NEARLY_NONE : ratioOf(first, peak);
}

function partsOf(fit: Fit): TorchPart[] {
  const { peak, warmup, start, end, floor, shape, power } = fit;
  const steps = nearest(warmup);
  const [from, to] = [Math.max(steps, nearest(start)), nearest(end)];
  const hold = (begin: number): TorchPart => ({
    name: "ConstantLR",
    args: { factor: 1, total_iters: 1 },
    start: begin,
  });
  const rise: TorchPart[] =
    steps === 0
      ? []
      : [
          {
            name: "LinearLR",
            args: { start_factor: startOf(fit), end_factor: 1, total_iters: steps },
            start: 0,
          },
        ];
  if (shape === "constant") return [...rise, hold(steps)];
  const stable = from > steps ? [hold(steps)] : [];
  const length = Math.max(1, to - from);
  const fall: Readonly<Record<string, TorchPart>> = {
    linear: {
      name: "LinearLR",
      args: { start_factor: 1, end_factor: ratioOf(floor, peak), total_iters: length },
      start: from,
    },
    cosine: { name: "CosineAnnealingLR", args: { T_max: length, eta_min: floor }, start: from },
    polynomial: { name: "PolynomialLR", args: { total_iters: length, power }, start: from },
  };
  const last = fall[shape];
  return last === undefined ? [] : [...rise, ...stable, last];
}

/** The schedulers compute each rate from the one before, which loses the digits of subnormal numbers. */
const LEAST_PEAK = float64.leastNormal / NEARLY_NONE;

function candidates(fit: Fit): Candidate[] {
  const all = partsOf(fit);
  if (all.length === 0 || fit.peak < LEAST_PEAK) return [];
  const isShifted = fit.first === 0 && all.length > 1;
  const notes = isShifted
    ? [`the warm-up starts at ${NEARLY_NONE} of the rate: LinearLR can't start at 0`]
    : [];
  return [{ fields: { lr: fit.peak, schedulers: all }, notes }];
}

function held({ fields }: Candidate): { readonly lr: number; readonly schedulers: readonly TorchPart[] } {
  return fields as unknown as { lr: number; schedulers: readonly TorchPart[] };
}

function curve(candidate: Candidate): ScheduleDraft {
  const { lr, schedulers } = held(candidate);
  const [only] = schedulers as [TorchPart];
  if (schedulers.length === 1) return libraryCurves("torch", only.name, only.args, lr).lr;
  const args = {
    schedulers: schedulers.map(({ name, args }) => ({ name, args })),
    milestones: schedulers.slice(1).map(({ start }) => start),
  };
  return libraryCurves("torch", "SequentialLR", args, lr).lr;
}

/** `make_scheduler(optimizer)`, by PyTorch's own classes. */
export function torchFunction(candidate: Candidate): string {
  const { lr, schedulers } = held(candidate);
  const calls = schedulers.map(({ name, args }) => {
    const written = Object.entries(args).map(([key, value]) => `${key}=${decimal(value)}`);
    return `lr_scheduler.${name}(optimizer, ${written.join(", ")})`;
  });
  const milestones = schedulers.slice(1).map(({ start }) => start);
  const made =
    calls.length === 1
      ? `    return ${calls[0]}`
      : `    schedulers = [\n${calls.map((each) => `        ${each},\n`).join("")}    ]\n    return lr_scheduler.SequentialLR(optimizer, schedulers, milestones=[${milestones.join(", ")}])`;
  return `def make_scheduler(optimizer):
    """A PyTorch scheduler; step it once after each update."""
    from torch.optim import lr_scheduler

    for group in optimizer.param_groups:
        group["lr"] = ${decimal(lr)}
        group["initial_lr"] = ${decimal(lr)}
${made}
`;
}

export const torch: NativeForm = {
  engine: "torch",
  shapes: ["linear", "cosine", "polynomial"],
  candidates,
  curve,
  computed: (candidate) => torchRates(held(candidate).lr, held(candidate).schedulers),
  write: (candidate) => ({ name: "torch_schedule.py", format: "python", text: torchFunction(candidate) }),
};

export const lightning: NativeForm = {
  ...torch,
  engine: "lightning",
  write: (candidate) => ({
    name: "lightning_schedule.py",
    format: "python",
    text: `${torchFunction(candidate)}

class ScheduledModule:
    """Put it before LightningModule among the bases of a class that has make_optimizer."""

    def configure_optimizers(self):
        optimizer = self.make_optimizer()
        return {
            "optimizer": optimizer,
            "lr_scheduler": {"scheduler": make_scheduler(optimizer), "interval": "step", "frequency": 1},
        }
`,
  }),
};
