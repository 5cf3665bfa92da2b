/** Damaged and hostile files: a typed error or a right answer, never anything else. */
import { fromJSON } from "@anneal/core";
import { ImportError, importSchedule } from "@anneal/interop/engines";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cases as randomCases } from "../../../core/test/support/random-cases.js";
import { cases } from "./curves.js";
import type { EngineCase } from "./engine-case.js";

const repeat = (text: string, count: number) => text.repeat(count);
const bomb = [
  "a: &a [x, x, x, x, x, x, x, x, x]",
  ...[..."bcdefghij"].map(
    (name, i) => `${name}: &${name} [${Array(9).fill(`*${"abcdefghi"[i]}`).join(", ")}]`,
  ),
].join("\n");

/** Imports, and says how it ended. Anything but a result or an ImportError is thrown. */
async function outcome(text: string, options: object): Promise<"result" | ImportError> {
  try {
    const result = await importSchedule(text, options);
    for (const { schedule } of result.schedules) fromJSON(JSON.parse(JSON.stringify(schedule)))(1);
    return "result";
  } catch (error) {
    if (error instanceof ImportError) return error;
    throw error;
  }
}

describe("hostile files", () => {
  it.each<[string, string, string, string]>([
    ["aliases that explode", bomb, "a.yaml", "nesting"],
    ["deep brackets in YAML", repeat("[", 50_000), "a.yaml", "nesting"],
    [
      "deep sections in YAML",
      Array.from({ length: 1500 }, (_, i) => `${" ".repeat(i)}a:`).join("\n"),
      "a.yaml",
      "nesting",
    ],
    ["deep objects in JSON", repeat('{"a":', 20_000), "a.json", "nesting"],
    ["deep lists in TOML", `a = ${repeat("[", 20_000)}`, "a.toml", "nesting"],
    ["deep calls in Python", repeat("f(", 20_000), "a.py", "nesting"],
    ["deep substitutions in the shell", repeat("$((", 20_000), "a.sh", "nesting"],
    ["more than 8 MB", repeat("a", 8_000_001), "a.yaml", "too-large"],
    ["more than 8 MB in UTF-8", repeat("€", 2_700_000), "a.yaml", "too-large"],
    ["too many values", repeat("a: 1\n", 70_000), "a.yaml", "too-large"],
    ["deep keys in YAML", repeat("? ", 20_000), "a.yaml", "nesting"],
    ["too many signs in YAML", repeat("}", 70_000), "a.yaml", "too-large"],
    ["an endless dotted key", `a${repeat(".a", 70_000)} = 1`, "a.toml", "too-large"],
    ["too many signs in Python", `x = ${repeat("-", 110_000)}1`, "a.py", "too-large"],
    ["deep negations in Python", `x = ${repeat("not ", 20_000)}1`, "a.py", "nesting"],
    ["an endless command", `--lr ${repeat("'", 110_000)}`, "a.sh", "too-large"],
    ["endless arithmetic", `--lr $((${repeat("1+", 60_000)}1))`, "a.sh", "too-large"],
    ["too many substitutions", repeat("`a", 40_000), "a.sh", "too-large"],
    ["text that is no JSON", "{oops", "a.json", "syntax"],
    ["text that is no TOML", "a = = 1", "a.toml", "syntax"],
    ["a list", "- 1\n- 2\n", "a.yaml", "syntax"],
    ["binary data", "\u0000\u0001\u0002\ufffd\u0000", "a.yaml", "syntax"],
  ])("refuses %s", async (_, text, file, code) => {
    const error = await outcome(text, { file, engine: "hf", total: 100 });
    expect(error).toBeInstanceOf(ImportError);
    expect(error).toMatchObject({ code, file });
  });

  it("refuses numbers that give no rate", async () => {
    const text = "config.lr = 1\nconfig.schedule = dict(decay_type='rsqrt', warmup_steps=1e302)\n";
    const error = await outcome(text, { engine: "big_vision", file: "a.py", total: 100 });
    expect(error).toMatchObject({ code: "field" });
    expect(String(error)).toContain("no rate for update 0");
  });

  it("takes keys that mean something in JavaScript as keys", async () => {
    const text =
      '{"__proto__": {"polluted": 1}, "constructor": {"prototype": 2}, "learning_rate": 1, "lr_scheduler_type": "constant"}';
    expect(await outcome(text, { file: "a.json", engine: "hf" })).toBe("result");
    expect(
      await outcome(`__proto__:\n  polluted: 1\nlearning_rate: 1\nlr_scheduler_type: constant\n`, {
        engine: "hf",
      }),
    ).toBe("result");
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });

  it("never executes anything", async () => {
    Object.assign(globalThis, { executed: false });
    const texts = [
      [
        "a.py",
        "learning_rate = globalThis.executed = True\nexec('1')\n__import__('os').system('touch x')\nmax_iters = 5\n",
      ],
      ["a.yaml", "learning_rate: !!js/function 'function () { globalThis.executed = true }'\n"],
      ["a.sh", "--lr $(node -e 'globalThis.executed = true') --train-iters `touch x`\n"],
    ] as const;
    for (const [file, text] of texts) await outcome(text, { file, engine: "nanogpt", total: 10 });
    expect((globalThis as { executed?: boolean }).executed).toBe(false);
  });

  it("doesn't grow with variables that repeat each other", async () => {
    const lines = Array.from({ length: 60 }, (_, i) => `A${i + 1}="$A${i}$A${i}"`);
    const error = await outcome(`A0=xx\n${lines.join("\n")}\n--lr $A60\n`, {
      file: "a.sh",
      engine: "megatron",
      total: 10,
    });
    expect(error).toMatchObject({ code: "missing" });
  });
});

/** Values that fields are replaced by. */
const STRANGE = [
  "",
  "null",
  "NaN",
  "-1",
  "1e999",
  "1e-400",
  "0",
  "true",
  "[]",
  "{}",
  "[1, [2, [3]]]",
  "auto",
  "???",
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a reference as files write it
  "${missing.reference}",
  "$MISSING",
  "&a [*a]",
  "!!binary aGVsbG8=",
  "'",
  '"',
  "\u0000",
  "\ud800",
  "99999999999999999999",
  "__proto__",
  "0x10",
  "1:30",
];

type Mutation = (text: string, random: () => number) => string;

const place = (text: string, random: () => number) => Math.floor(random() * (text.length + 1));
const strange = (random: () => number) => STRANGE[Math.floor(random() * STRANGE.length)] as string;

const MUTATIONS: readonly Mutation[] = [
  (text, random) => text.slice(0, place(text, random)),
  (text, random) => text.slice(place(text, random)),
  (text, random) => {
    const at = place(text, random);
    return text.slice(0, at) + strange(random) + text.slice(at);
  },
  (text, random) => {
    const numbers = [...text.matchAll(/\d[\d._e+-]*/g)];
    const number = numbers[Math.floor(random() * numbers.length)];
    if (number === undefined) return text;
    return text.slice(0, number.index) + strange(random) + text.slice(number.index + number[0].length);
  },
  (text, random) => {
    const lines = text.split("\n");
    const [from, to] = [Math.floor(random() * lines.length), Math.floor(random() * lines.length)];
    lines.splice(to, 0, lines[from] as string);
    return lines.join("\n");
  },
  (text, random) => {
    const lines = text.split("\n");
    lines.splice(Math.floor(random() * lines.length), 1);
    return lines.join("\n");
  },
  (text, random) => {
    const at = place(text, random);
    return text.slice(0, at) + String.fromCharCode(Math.floor(random() * 256)) + text.slice(at + 1);
  },
  (text, random) => text.replaceAll(/\b[a-z_]+\b/g, (word) => (random() < 0.1 ? "__proto__" : word)),
  (text, random) => text.repeat(1 + Math.floor(random() * 3)),
];

/** A small generator with a seed, so that a failure can be repeated. */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

function mutated({ text }: EngineCase, seed: number): string {
  const random = generator(seed);
  let result = text;
  for (let count = 1 + Math.floor(random() * 3); count > 0; count--) {
    result = (MUTATIONS[Math.floor(random() * MUTATIONS.length)] as Mutation)(result, random);
  }
  return result;
}

describe("mutated files", () => {
  it("end in a typed error or a schedule", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...cases),
        fc.nat(2 ** 31 - 1),
        fc.boolean(),
        async (each, seed, isNamed) => {
          const { engine, file, set = {} } = each;
          const options = { file, set, total: 100, ...(isNamed ? { engine } : {}) };
          const ended = await outcome(mutated(each, seed), options);
          if (ended !== "result") expect(ended.message).toContain(file);
        },
      ),
      { numRuns: randomCases(1500) },
    );
  }, 600_000);
});
