/** Documents: what goes out comes back, and nothing else comes in. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fromJSON, scheduleFromTree } from "../src/schedule/from-json.js";
import { isSchedule } from "../src/schedule/schedule.js";
import { cases } from "./support/random-cases.js";
import { randomSteps, randomTrees } from "./support/random-trees.js";
import { refusal } from "./support/refusals.js";

const root = { kind: "constant", value: 0.1 };
const document = { format: "anneal/schedule", version: 1, root };

describe("a round trip", () => {
  test("gives the same tree and the same bits, as text and as an object", () => {
    fc.assert(
      fc.property(randomTrees(), fc.array(randomSteps, { maxLength: 8 }), (tree, steps) => {
        const schedule = scheduleFromTree(tree);
        const fromText = fromJSON(JSON.stringify(schedule));
        expect(fromText.node).toStrictEqual(schedule.node);
        expect(fromJSON(schedule.toJSON()).node).toStrictEqual(schedule.node);
        // From a fresh schedule each, so that no earlier call can have left anything behind.
        for (const step of steps) expect(fromText(step)).toBe(scheduleFromTree(tree)(step));
      }),
      { numRuns: cases(1000) },
    );
  });

  test.each([5e-324, 1e308, -1e308, 0.1 + 0.2, 2 ** 53, 0])("keeps %d", (value) => {
    const there = scheduleFromTree({ kind: "constant", value });
    expect(fromJSON(JSON.stringify(there))(0)).toBe(value);
  });

  test("reads -0 as 0, because text can't represent it", () => {
    const schedule = fromJSON(
      '{"format":"anneal/schedule","version":1,"root":{"kind":"constant","value":-0}}',
    );
    expect(schedule(0)).toBe(0);
    expect(fromJSON(JSON.stringify(schedule)).node).toStrictEqual(schedule.node);
  });

  test("fills in the fields that a hand-written document omits", () => {
    const ramp = { kind: "ramp", start: 0, end: 10, from: 1, to: 0 };
    expect(fromJSON({ ...document, root: ramp })(5)).toBe(0.5);
  });

  test("writes the format, the version and the tree", () => {
    expect(JSON.stringify(scheduleFromTree(root))).toBe(
      '{"format":"anneal/schedule","version":1,"root":{"kind":"constant","value":0.1}}',
    );
  });

  test("makes schedules", () => {
    expect(isSchedule(fromJSON(document))).toBe(true);
    expect(isSchedule(scheduleFromTree(root))).toBe(true);
    for (const other of [root, document, null, 0.1, () => 0.1]) expect(isSchedule(other)).toBe(false);
  });
});

describe("errors", () => {
  test.each([
    ["", "document"],
    ["{", "document"],
    ["NaN", "document"],
    ["null", "document"],
    ["[]", "document"],
    ["3", "document"],
    [undefined, "document"],
    [() => document, "document"],
    [root, "document"],
    [{}, "format"],
    [{ ...document, format: "anneal" }, "format"],
    [{ ...document, format: undefined }, "format"],
    [{ ...document, version: 2 }, "version"],
    [{ ...document, version: "1" }, "version"],
    [{ ...document, version: undefined }, "version"],
    [{ ...document, root: undefined }, "root"],
    [{ ...document, root: document }, "root.kind"],
    [{ ...document, comment: "" }, "comment"],
    [JSON.parse('{"format":"anneal/schedule","version":1,"__proto__":{"root":1}}'), "__proto__"],
    [{ ...document, root: { kind: "sum", children: [root, { kind: "clamp" }] } }, "root.children[1].child"],
  ])("of %j names %s", (input, argument) => {
    expect(refusal(() => fromJSON(input)).argument).toBe(argument);
  });

  test("say what is wrong with the text", () => {
    expect(refusal(() => fromJSON('{"format":')).message).toMatch(
      /^document must be JSON text \(Unexpected end of JSON input\); got "/,
    );
  });

  test("name the function for a bare node, and the one for a document", () => {
    expect(refusal(() => fromJSON(root)).message).toMatch(/for a bare node, use scheduleFromTree/);
    expect(refusal(() => scheduleFromTree(document)).message).toMatch(/for a document, use fromJSON/);
  });

  test("of a version say which one is read", () => {
    expect(refusal(() => fromJSON({ ...document, version: 2 })).message).toMatch(/1, the only version/);
  });
});

describe("a schedule", () => {
  test.each([Number.NaN, Number.POSITIVE_INFINITY, "3", undefined, null, 1n])(
    "rejects the step %s",
    (step) => {
      expect(refusal(() => scheduleFromTree(root)(step as number)).argument).toBe("step");
    },
  );
});
