/** Values that an error has to show whatever they are, and options in unusual shapes. */
import { cosine, InvalidArgumentError, LRScheduler, linear, sample, describe as show } from "@anneal/core";
import { describe, expect, it } from "vitest";

function revoked<Target extends object>(target: Target): Target {
  const { proxy, revoke } = Proxy.revocable(target, {});
  revoke();
  return proxy;
}

const throwing = () => {
  throw new Error("mine");
};

describe("describe", () => {
  it.each<[string, unknown, string]>([
    ["a revoked object", revoked({}), "an unreadable object"],
    ["a revoked list", revoked([]), "an unreadable object"],
    ["a revoked function", revoked(() => 1), "a function"],
    ["a proxy whose traps throw", new Proxy({}, { get: throwing, ownKeys: throwing }), "a large object"],
    ["a long bigint", 10n ** 5000n, "a large bigint"],
    ["an endless list", new Array(2 ** 32 - 1), "an array of 4294967295 values"],
    [
      "a tag that throws",
      Object.defineProperty(new Uint8Array(1), Symbol.toStringTag, { get: throwing }),
      "an unreadable object",
    ],
  ])("shows %s", (_, value, expected) => {
    expect(show(value)).toBe(expected);
  });

  it("shows at most 100 characters of anything", () => {
    for (const value of ["x".repeat(1e6), { text: "x".repeat(1e6) }, 2n ** 250n, Array(90).fill("word")]) {
      expect(show(value).length).toBeLessThanOrEqual(100);
    }
  });
});

it("a message has one line and an end, whatever the caller's names are", () => {
  const name = `${"long ".repeat(1000)}\n\u001b[31m\u2028`;
  let message = "";
  try {
    cosine({ peak: 1, totalSteps: 2, [name]: 1 } as never);
  } catch (error) {
    message = (error as Error).message;
  }
  expect(message).toMatch(/unknown option "long/);
  expect(message).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u);
  expect(message.length).toBeLessThan(500);
});

describe("options", () => {
  class Options {
    readonly peak = 1;
    get totalSteps(): number {
      return 10;
    }
    get helper(): string {
      return "no option, and not looked for";
    }
  }

  it("are read from an instance of a class with getters, and from what they inherit", () => {
    const expected = JSON.stringify(cosine({ peak: 1, totalSteps: 10 }));
    expect(JSON.stringify(cosine(new Options()))).toBe(expected);
    expect(JSON.stringify(cosine(Object.create({ peak: 1, totalSteps: 10 })))).toBe(expected);
  });

  it("are read once each", () => {
    let reads = 0;
    const options = {
      peak: 1,
      get totalSteps() {
        return reads++ === 0 ? 10 : Number.NaN;
      },
    };
    expect(JSON.stringify(cosine(options))).toBe(JSON.stringify(cosine({ peak: 1, totalSteps: 10 })));
  });

  it.each<[string, unknown]>([
    ["a promise that was not awaited", Promise.resolve({ peak: 1, totalSteps: 10 })],
    ["a date", new Date()],
    ["a map", new Map([["peak", 1]])],
    ["a revoked object", revoked({})],
    ["inherited names that are none", Object.create({ typo: 1 })],
  ])("are rejected as %s", (_, options) => {
    expect(() => cosine(options as never)).toThrow(InvalidArgumentError);
    const optimizer = { paramGroups: [{ lr: 1 }] };
    const curve = linear({ start: 1, end: 0, totalSteps: 5 });
    expect(() => new LRScheduler(optimizer, curve, options as never)).toThrow(InvalidArgumentError);
    expect(() => sample(curve, options as never)).toThrow(InvalidArgumentError);
  });
});

it("a revoked list of steps is rejected", () => {
  const schedule = linear({ start: 1, end: 0, totalSteps: 9 });
  expect(() => sample(schedule, { steps: revoked([1]) })).toThrow(InvalidArgumentError);
});
