/** How work is cut: grids of workgroups, windows of buffers. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dispatchShape } from "../src/dispatch/shape.js";
import { windowsOf } from "../src/dispatch/windows.js";

describe("dispatchShape", () => {
  it("is a row while that fits, and nearly square beyond", () => {
    expect(dispatchShape(0, 65535)).toEqual([0, 1]);
    expect(dispatchShape(65535, 65535)).toEqual([65535, 1]);
    expect(dispatchShape(65536, 65535)).toEqual([256, 256]);
    expect(dispatchShape(65537, 65535)).toEqual([257, 256]);
    expect(() => dispatchShape(10, 3)).toThrow("10 workgroups don't fit into 3 x 3");
  });

  it("covers everything with less than a row too many", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4e9 }), (workgroups) => {
        const [x, y] = dispatchShape(workgroups, 65535);
        expect(Math.max(x, y)).toBeLessThanOrEqual(65535);
        expect(x * y).toBeGreaterThanOrEqual(workgroups);
        expect(x * y - workgroups).toBeLessThan(x);
      }),
    );
  });
});

describe("windowsOf", () => {
  it("covers every value once, in parts that may be bound", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 5000 }),
        fc.integer({ min: 256, max: 9000 }),
        fc.constantFrom(32, 64, 256),
        (length, maxStorageBufferBindingSize, minStorageBufferOffsetAlignment) => {
          const limits = { maxStorageBufferBindingSize, minStorageBufferOffsetAlignment };
          let next = 0;
          for (const window of windowsOf(0, length, limits)) {
            expect(window.start).toBe(next);
            expect((window.start * 4) % minStorageBufferOffsetAlignment).toBe(0);
            expect(window.length * 4).toBeLessThanOrEqual(maxStorageBufferBindingSize);
            expect(window.length).toBeGreaterThan(0);
            next += window.length;
          }
          expect(next).toBe(length);
        },
      ),
    );
  });
});
