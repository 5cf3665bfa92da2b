/** Runs the command: in this process with streams of its own, or as people do. */

import { spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { Readable, Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import { run } from "@anneal/cli";

export interface Outcome {
  readonly code: number | null;
  readonly bytes: Buffer;
  readonly text: string;
  readonly error: string;
}

interface Circumstances {
  readonly stdin?: string | Uint8Array;
  readonly env?: Readonly<Record<string, string>>;
  /** Standard output is a terminal with so many columns. */
  readonly columns?: number;
}

class Collector extends Writable {
  readonly #parts: Buffer[] = [];

  override _write(part: Buffer, _encoding: string, done: () => void): void {
    // A copy: the command may reuse the memory of a part that was taken.
    this.#parts.push(Buffer.from(part));
    done();
  }

  get bytes(): Buffer {
    return Buffer.concat(this.#parts);
  }
}

/** Runs the sources in this process. */
export async function anneal(
  args: readonly string[],
  { stdin = "", env = {}, columns }: Circumstances = {},
): Promise<Outcome> {
  const stdout = Object.assign(new Collector(), columns === undefined ? {} : { isTTY: true, columns });
  const stderr = new Collector();
  const code = await run(args, { stdin: Readable.from([Buffer.from(stdin)]), stdout, stderr, env });
  const { bytes } = stdout;
  return { code, bytes, text: bytes.toString(), error: stderr.bytes.toString() };
}

/** The file that npm links as `anneal`, which starts what was built. */
function findProgram(): string {
  if (!existsSync(new URL("../../dist/index.js", import.meta.url))) {
    throw new Error("the command is not built; run: npx tsc -b packages/cli");
  }
  return fileURLToPath(new URL("../../bin/anneal.js", import.meta.url));
}

/** Runs what was built, in a process of its own, to its end. */
export function annealProcess(args: readonly string[], node: readonly string[] = []): Outcome {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...node, findProgram(), ...args], {
    maxBuffer: 2 ** 28,
    stdio: ["ignore", "pipe", "pipe"],
  });
  return { code: status, bytes: stdout, text: stdout.toString(), error: stderr.toString() };
}

/** Starts what was built in the shell, `anneal` being its name there; the exit codes of the whole pipe come last. */
export function annealInShell(
  script: string,
  cwd: string,
): Promise<Outcome & { readonly codes: readonly number[] }> {
  const lines = [
    `anneal() { "${process.execPath}" $NODE_FLAGS "${findProgram()}" "$@"; }`,
    script,
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is for the shell to fill in
    'echo "${PIPESTATUS[@]}" >&3',
  ];
  const child = spawn("bash", ["-c", lines.join("\n")], { cwd, stdio: ["ignore", "pipe", "pipe", "pipe"] });
  const [, stdout, stderr, status] = child.stdio.map((stream) => collect(stream as Readable | null));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => {
      const bytes = Buffer.concat(stdout ?? []);
      const codes = Buffer.concat(status ?? [])
        .toString()
        .trim()
        .split(" ")
        .map(Number);
      resolve({ code, codes, bytes, text: bytes.toString(), error: Buffer.concat(stderr ?? []).toString() });
    });
  });
}

function collect(stream: Readable | null): Buffer[] {
  const parts: Buffer[] = [];
  stream?.on("data", (part: Buffer) => parts.push(part));
  return parts;
}
