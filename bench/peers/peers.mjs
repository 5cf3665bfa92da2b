/**
 * Times one step of the same optimizers in other libraries: JavaScript libraries in turns in this process, PyTorch in a
 * separate one.
 *
 *   node bench/peers/peers.mjs [--size 1000000] [--python PYTHON]
 */
import { execFileSync } from "node:child_process";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { peer as anneal } from "./anneal.mjs";
import { unpackDeepbox } from "./deepbox.mjs";
import { startJax } from "./jax.mjs";
import { startTensorflow } from "./tensorflow.mjs";

/**
 * @typedef {object} Running
 * @property {() => void} step
 * @property {() => ArrayLike<number>} result
 *
 * @typedef {object} Peer
 * @property {string} name
 * @property {(optimizer: string, values: Float32Array<ArrayBuffer>, gradient: Float32Array<ArrayBuffer>) => Running | null} create
 * Null if the library has no such optimizer.
 */

const OPTIMIZERS = "SGD Adam AdamW RMSprop Adagrad Adadelta Adamax NAdam RAdam ASGD Rprop Lion LAMB".split(
  " ",
);
const ROUNDS = 9;
const TURN_MILLISECONDS = 60;

const { values: options } = parseArgs({
  options: { size: { type: "string", default: "1000000" }, python: { type: "string", default: "python3" } },
});
const size = Number(options.size);
const peers = [anneal, unpackDeepbox(), await startTensorflow(), ...(await startJax())];
const torch = runTorch();
const columns = [...peers.map(({ name }) => name), ...torch.map(({ name }) => name)];

console.log(
  `Milliseconds of a step on ${size.toLocaleString("en")} parameters; in brackets, the multiple of anneal's time.`,
);
console.log(`${cpus()[0]?.model}, ${cpus().length} cores, Node ${process.versions.node}\n`);
console.log(`| optimizer | ${columns.join(" | ")} |`);
console.log(`| --- |${" --- |".repeat(columns.length)}`);
for (const optimizer of OPTIMIZERS) {
  const times = [...measure(optimizer), ...torch.map(({ of }) => of[optimizer]?.milliseconds ?? null)];
  const own = times[0] ?? Number.NaN;
  const cells = times.map((time, i) => {
    if (time === null) return "";
    return i === 0 ? time.toFixed(3) : `${time.toFixed(3)} (${(time / own).toFixed(1)})`;
  });
  console.log(`| ${optimizer} | ${cells.join(" | ")} |`);
}

/**
 * The median time of a step of each peer, in milliseconds; null for peers without the optimizer.
 *
 * @param {string} optimizer
 * @returns {(number | null)[]}
 */
function measure(optimizer) {
  const values = Float32Array.from({ length: size }, (_, i) => Math.sin(i));
  const gradient = Float32Array.from({ length: size }, (_, i) => 0.01 * Math.cos(1.7 * i));
  const lanes = peers.map((peer) => ({
    running: peer.create(optimizer, values.slice(), gradient),
    rounds: /** @type {number[]} */ ([]),
  }));
  for (const { running } of lanes) for (let i = 0; i < 3; i++) running?.step();
  warnOfOthers(optimizer, values, lanes);
  for (let round = 0; round < ROUNDS; round++) {
    for (const { running, rounds } of lanes) if (running !== null) rounds.push(turn(running));
  }
  return lanes.map(({ running, rounds }) => (running === null ? null : median(rounds)));
}

/**
 * Warns if a peer's parameters move differently from ours: the algorithm or its defaults differ.
 *
 * @param {string} optimizer
 * @param {Float32Array} start
 * @param {readonly { running: Running | null }[]} lanes
 */
function warnOfOthers(optimizer, start, lanes) {
  const moved = lanes.map(({ running }) => running && Number(running.result()[1]) - Number(start[1]));
  for (const [i, each] of moved.entries()) {
    const own = moved[0] ?? 0;
    if (each !== null && each !== undefined && Math.abs(each - own) > 0.02 * Math.abs(own))
      console.error(`${optimizer} of ${peers[i]?.name} moves a parameter by ${each}, anneal's by ${own}`);
  }
}

/** @param {Running} running */
function turn({ step }) {
  const start = performance.now();
  let runs = 0;
  while (runs === 0 || performance.now() - start < TURN_MILLISECONDS) {
    step();
    runs++;
  }
  return (performance.now() - start) / runs;
}

/** @param {readonly number[]} values */
function median(values) {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** @returns {{ name: string, of: Record<string, { milliseconds: number }> }[]} */
function runTorch() {
  const script = fileURLToPath(new URL("./torch_steps.py", import.meta.url));
  try {
    const output = execFileSync(options.python, [script, String(size), String(ROUNDS)], { encoding: "utf8" });
    const { version, foreach, fused } = JSON.parse(output);
    return [
      { name: `PyTorch ${version}, foreach`, of: foreach },
      { name: `PyTorch ${version}, fused`, of: fused },
    ];
  } catch {
    console.error(`${options.python} has no torch: see bench/peers/README.md`);
    return [];
  }
}
