/** torch.ReduceLROnPlateau, which has no schedule but the metrics that it saw: resumed anywhere, a run goes on. */
import type { LoadPolicy } from "@anneal/core";
import { torch } from "@anneal/interop";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cases } from "../../../packages/core/test/support/random-cases.js";
import { type Engine, engines } from "./trainings.js";

const options = fc.record(
  {
    factor: fc.constantFrom(0.1, 0.5),
    patience: fc.nat(2),
    cooldown: fc.nat(2),
    minLr: fc.constantFrom(0, 1e-4),
    mode: fc.constantFrom("min" as const, "max" as const),
  },
  { requiredKeys: ["patience"] },
);
type Options = typeof options extends fc.Arbitrary<infer T> ? T : never;

const metrics = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 2, maxLength: 30 });
const orders = fc.constantFrom("optimizer first", "scheduler first", "scheduler only");
const policies = fc.constantFrom<LoadPolicy>("match", "checkpoint", "keep");

const RATES = [0.1, 0.02];

function start(engine: Engine, given: Options) {
  const training = engine.create(RATES);
  return { training, scheduler: new torch.ReduceLROnPlateau(training.optimizer, given) };
}

describe.each(engines)("over $name", (engine) => {
  it("continues as if it had never stopped", () => {
    fc.assert(
      fc.property(options, metrics, fc.nat(), orders, policies, (given, values, place, order, policy) => {
        const whole = start(engine, given);
        let resumed = start(engine, given);
        for (const [i, metric] of values.entries()) {
          if (i === place % values.length) {
            const state = JSON.parse(JSON.stringify(resumed.scheduler.stateDict()));
            const saved = resumed.training.save();
            resumed = start(engine, given);
            if (order === "optimizer first") resumed.training.load(saved);
            resumed.scheduler.loadStateDict(state, { policy });
            if (order === "scheduler first") resumed.training.load(saved);
          }
          expect(resumed.training.update()).toEqual(whole.training.update());
          for (const { scheduler } of [whole, resumed]) scheduler.step(metric);
        }
        expect(resumed.scheduler.stateDict()).toEqual(whole.scheduler.stateDict());
      }),
      { numRuns: cases(engine.runs) },
    );
  });

  it("takes the arguments that the policy names, or rejects a state with others", () => {
    fc.assert(
      fc.property(options, options, metrics, policies, (given, other, values, policy) => {
        const saved = start(engine, given);
        for (const metric of values) saved.scheduler.step(metric);
        const state = JSON.parse(JSON.stringify(saved.scheduler.stateDict()));
        const { scheduler } = start(engine, other);
        const before = JSON.stringify(scheduler.stateDict());
        const own = JSON.parse(before);
        const { best, mode_worse, num_bad_epochs, cooldown_counter, last_epoch, _last_lr, ...args } = own;
        const isSame = Object.entries(args).every(
          ([name, value]) => JSON.stringify(state[name]) === JSON.stringify(value),
        );
        if (policy === "match" && !isSame) {
          expect(() => scheduler.loadStateDict(state, { policy })).toThrow(
            expect.objectContaining({ name: "InvalidArgumentError" }),
          );
          expect(JSON.stringify(scheduler.stateDict())).toBe(before);
          return;
        }
        scheduler.loadStateDict(state, { policy });
        expect(scheduler.stateDict()).toMatchObject({
          ...(policy === "keep" ? args : state),
          last_epoch: state.last_epoch,
          _last_lr: state._last_lr,
        });
      }),
      { numRuns: cases(engine.runs) },
    );
  });
});
