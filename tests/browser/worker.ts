/** The same work off the main thread, with the module loaded there. */

import { init } from "@anneal/wasm";
import { work } from "./work.js";

addEventListener("message", async () => {
  await init();
  postMessage(work("auto"));
});
