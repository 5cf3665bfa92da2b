import { AdamW, InvalidArgumentError } from "@anneal/core";
import { fromLibrary, TorchScheduler, torch } from "@anneal/interop";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cases } from "../../core/test/support/random-cases.js";

const plain = (...rates: number[]) => ({
  paramGroups: rates.map((lr) => ({ lr })) as { lr: number; initialLr?: number }[],
});

function refused(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    if (error instanceof InvalidArgumentError) return error.argument;
    throw error;
  }
  throw new Error("the call was accepted");
}

describe("a class", () => {
  it("has PyTorch's name, and rejects what isn't an option under the option's name", () => {
    const optimizer = plain(1);
    const scheduler = new torch.StepLR(optimizer, { stepSize: 2 });
    expect(scheduler).toBeInstanceOf(TorchScheduler);
    expect(scheduler.constructor.name).toBe("StepLR");
    expect(refused(() => new torch.StepLR(optimizer, { step_size: 2 } as never))).toBe("step_size");
    expect(refused(() => new torch.CosineAnnealingLR(optimizer, { tMax: 0 }))).toBe("tMax");
    expect(refused(() => new torch.StepLR(optimizer, {} as never))).toBe("stepSize");
    expect(refused(() => new torch.StepLR(optimizer, { stepSize: 2 }, { quirk: "avoid" } as never))).toBe(
      "quirk",
    );
    expect(refused(() => new torch.OneCycleLR(optimizer, { maxLr: 1, totalSteps: 9 }))).toBe("cycleMomentum");
  });

  it("starts where lastEpoch says, from the initial rates", () => {
    expect(refused(() => new torch.StepLR(plain(1), { stepSize: 2, lastEpoch: 4 }))).toBe(
      "groups[0].initialLr",
    );
    const optimizer = { paramGroups: [{ lr: 0.02, initialLr: 1 }] };
    const scheduler = new torch.StepLR(optimizer, { stepSize: 2, gamma: 0.5, lastEpoch: 4 });
    expect([scheduler.lastEpoch, ...scheduler.getLastLr()]).toEqual([5, 0.25]);
    const given = new torch.StepLR(plain(1), { stepSize: 2, gamma: 0.5, lastEpoch: 4 }, { initialLr: 8 });
    expect(given.getLastLr()).toEqual([2]);
    expect(refused(() => new torch.StepLR(plain(1), { stepSize: 2, lastEpoch: -2 }))).toBe("lastEpoch");
  });

  it("has the sane alternative one option away", () => {
    const scheduler = new torch.CosineAnnealingLR(plain(1), { tMax: 4 }, { quirks: "avoid" });
    scheduler.moveTo(6);
    expect(scheduler.getLastLr()).toEqual([0]);
    scheduler.loadStateDict(JSON.parse(JSON.stringify(scheduler.stateDict())));
    expect(scheduler.getLastLr()).toEqual([0]);
  });

  it("takes groups that are added later, where PyTorch fails", () => {
    for (const make of [
      (optimizer: object) => new torch.LambdaLR(optimizer as never, { lrLambda: (step) => 0.5 ** step }),
      (optimizer: object) => new torch.ExponentialLR(optimizer as never, { gamma: 0.5 }),
    ]) {
      const optimizer = plain(1);
      const scheduler = make(optimizer);
      scheduler.step();
      optimizer.paramGroups.push({ lr: 0.8 });
      scheduler.step();
      expect(scheduler.getLastLr()).toEqual([0.25, 0.2]);
    }
    const optimizer = plain(1);
    const listed = new torch.LambdaLR(optimizer, { lrLambda: [() => 1] });
    optimizer.paramGroups.push({ lr: 0.8 });
    expect(refused(() => listed.step())).toBe("lrLambda.length");
    expect(listed.lastEpoch).toBe(0);
  });

  it("asks a function for the step that comes, and no other", () => {
    const asked: number[] = [];
    const lrLambda = (step: number) => asked.push(step);
    const scheduler = new torch.LambdaLR(plain(1), { lrLambda });
    scheduler.step();
    expect(asked).toEqual([0, 1]);
    const broken = new torch.MultiplicativeLR(plain(1), {
      lrLambda: (step) => (step === 2 ? Number.NaN : 0.5),
    });
    broken.step();
    expect(refused(() => broken.step())).toBe("lr_lambda(2)");
    expect([broken.lastEpoch, ...broken.getLastLr()]).toEqual([1, 0.5]);
  });
});

describe("schedulers inside others", () => {
  const warm = (optimizer: object) => [
    new torch.LinearLR(optimizer as never, { startFactor: 0.25, totalIters: 4 }),
    new torch.CosineAnnealingLR(optimizer as never, { tMax: 8 }),
  ];

  it("start with the right rate in whichever order they were made, and are stepped by the outer one alone", () => {
    for (const reverse of [false, true]) {
      const optimizer = plain(1);
      const made = warm(optimizer);
      const inner = reverse ? [...made].reverse() : made;
      const [first, second] = made as [TorchScheduler, TorchScheduler];
      const scheduler = new torch.SequentialLR(optimizer, { schedulers: [first, second], milestones: [4] });
      expect(scheduler.baseLrs).toEqual([1]);
      expect(scheduler.getLastLr()).toEqual([0.25]);
      for (const child of inner) {
        expect(refused(() => child.step())).toBe("step");
        expect(refused(() => child.moveTo(3))).toBe("moveTo");
        expect(refused(() => child.loadStateDict(child.stateDict()))).toBe("loadStateDict");
      }
    }
  });

  it("continue from a saved state at any step, functions and overwriting chains included", () => {
    const make = (optimizer: object) =>
      new torch.ChainedScheduler(optimizer as never, {
        schedulers: [
          new torch.LambdaLR(optimizer as never, { lrLambda: (step) => 1 / (1 + step) }),
          new torch.SequentialLR(optimizer as never, {
            schedulers: [
              new torch.MultiplicativeLR(optimizer as never, { lrLambda: (step) => 1 - step / 50 }),
              new torch.CosineAnnealingLR(optimizer as never, { tMax: 8 }),
            ],
            milestones: [4],
          }),
        ],
      });
    fc.assert(
      fc.property(fc.nat(20), (before) => {
        const [whole, resumed] = [make(plain(1, 0.3)), make(plain(1, 0.3))];
        for (let i = 0; i < before; i++) whole.step();
        resumed.loadStateDict(JSON.parse(JSON.stringify(whole.stateDict())));
        for (let i = 0; i < 12; i++) {
          expect(resumed.getLastLr()).toEqual(whole.getLastLr());
          resumed.step();
          whole.step();
        }
      }),
      { numRuns: cases(21) },
    );
  });

  it("are new schedulers over the same optimizer that are functions of the step", () => {
    const optimizer = plain(1);
    const [first, second] = warm(optimizer) as [TorchScheduler, TorchScheduler];
    const [stranger] = warm(plain(1)) as [TorchScheduler];
    const make = (schedulers: unknown, milestones: unknown = [4]) =>
      refused(() => new torch.SequentialLR(optimizer, { schedulers, milestones } as never));
    expect(make([first, stranger])).toBe("schedulers[1].optimizer");
    expect(make([first, { step() {} }])).toBe("schedulers[1]");
    expect(make([])).toBe("schedulers");
    expect(make([first, second], [])).toBe("milestones.length");
    expect(make([first, second], [Number.NaN])).toBe("milestones[0]");
    first.step();
    expect(make([first, second])).toBe("schedulers[0].lastEpoch");
  });
});

it("has the rates of fromLibrary over any optimizer, in whatever steps it goes", () => {
  const lr = fromLibrary("torch", "CosineAnnealingWarmRestarts", {
    args: { T_0: 7, T_mult: 2, eta_min: 0.1 },
    baseLr: 1,
  });
  fc.assert(
    fc.property(fc.array(fc.nat(200), { maxLength: 20 }), (steps) => {
      const optimizer = new AdamW([1], { lr: 1 });
      const scheduler = new torch.CosineAnnealingWarmRestarts(optimizer, { t0: 7, tMult: 2, etaMin: 0.1 });
      for (const step of steps) {
        scheduler.moveTo(step);
        expect(optimizer.groups[0]?.lr).toBe(lr(step));
      }
    }),
  );
});
