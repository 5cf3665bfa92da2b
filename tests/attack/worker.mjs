/** The start of a worker: loads the attack from TypeScript, with the sources of the packages, and runs its cases. */
import { parentPort, workerData } from "node:worker_threads";
import { createServer } from "vite";

const { attacks, runner, config, ...orders } = workerData;
const server = await createServer({
  configFile: config,
  appType: "custom",
  logLevel: "silent",
  optimizeDeps: { noDiscovery: true },
  server: { middlewareMode: true, hmr: false, ws: false, watch: null },
});
const { runCases } = await server.ssrLoadModule(runner);
await runCases(await server.ssrLoadModule(attacks), orders, parentPort);
await server.close();
