/** `npm run bench:gpu`: compares AdamW on the WebGPU device of this machine with WebAssembly. */
import { parseArgs } from "node:util";
import { type Gpu, GpuUnavailableError, requestGpu } from "@anneal/node-gpu";
import { FULL, measureHostCost, measureSpeeds, QUICK } from "./gpu/measure-gpu.js";
import { readMachine } from "./machine.js";
import { alignColumns } from "./report/table.js";

const HELP = `npm run bench:gpu -- [--quick]

AdamW on the WebGPU device, whichever there is, against the WebAssembly module on the same
machine, and what a step costs the host. On Linux VK_ICD_FILENAMES chooses the driver, such
as /usr/lib/chromium/vk_swiftshader_icd.json for a software device.`;

const HOST_ROUNDS = 200;
const RATIO_AT_MOST = 2;

const { values } = parseArgs({
  options: { quick: { type: "boolean", default: false }, help: { type: "boolean", default: false } },
});
if (values.help) console.log(HELP);
else {
  const gpu = await findDevice();
  if (gpu !== null) await run(gpu, values.quick);
}

/** The device; null if there is none, after printing the reason. */
async function findDevice(): Promise<Gpu | null> {
  try {
    return await requestGpu({ allowSoftware: true });
  } catch (error) {
    if (!(error instanceof GpuUnavailableError)) throw error;
    console.error(`bench: ${error.message}`);
    process.exitCode = 1;
    return null;
  }
}

async function run(gpu: Gpu, quick: boolean): Promise<void> {
  const effort = quick ? QUICK : FULL;
  const machine = readMachine();
  const { vendor, architecture, description, software } = gpu.identity;
  console.log(`${machine.processor}, ${machine.cores} cores, ${machine.platform}, Node ${machine.node}`);
  console.log(`device: ${[vendor, architecture, description].join(" ")}${software ? " (software)" : ""}\n`);

  const { steps, emptyPass } = await measureHostCost(gpu, HOST_ROUNDS);
  console.log(
    `host: ${emptyPass.toFixed(1)} us to encode and submit an empty compute pass, and steps of 1,000 values:`,
  );
  for (const { name, step, ratio } of steps) {
    const verdict = ratio <= RATIO_AT_MOST ? "reached" : "MISSED";
    const cost = `${step.toFixed(1)} us with ${name}, a ratio of ${ratio.toFixed(2)}`;
    console.log(`  ${verdict}: ${cost} (at most ${RATIO_AT_MOST})`);
  }
  console.log();

  const speeds = await measureSpeeds(gpu, effort);
  const rows = speeds.map(({ size, engine, nsPerElement, gigabytesPerSecond }) => [
    `  ${engine}, ${size.toLocaleString("en")} values`,
    nsPerElement.toFixed(3),
    gigabytesPerSecond.toFixed(2),
  ]);
  console.log(alignColumns([["AdamW", "ns/element", "GB/s"], ...rows]).join("\n"));
  gpu.destroy();
}
