/** The start of a worker: loads the attack from TypeScript, with the packages as they were built, and runs its cases. */
import { parentPort, workerData } from "node:worker_threads";
import { createServer } from "vite";

const { attacks, runner, ...orders } = workerData;
const server = await createServer({
  configFile: false,
  appType: "custom",
  logLevel: "silent",
  optimizeDeps: { noDiscovery: true },
  // All else would be read and compiled again by each worker.
  ssr: { external: true },
  server: { middlewareMode: true, hmr: false, ws: false, watch: null },
});
const { runCases } = await server.ssrLoadModule(runner);
await runCases(await server.ssrLoadModule(attacks), orders, parentPort);
await server.close();
