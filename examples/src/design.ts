/** Designs a schedule, looks at it, and hands it on as JSON. */
import { cosine, fromJSON, join, linear, warmup } from "@anneal/core";
import { plotTerminal } from "@anneal/plot";
import { sample } from "@anneal/wasm";

const lr = join({
  schedules: [
    warmup({ schedule: cosine({ peak: 1e-3, end: 1e-4, totalSteps: 6_000 }), warmupSteps: 500 }),
    linear({ start: 1e-4, end: 0, totalSteps: 1_500 }),
  ],
  boundaries: [6_500],
  labels: ["main", "anneal"],
});

console.log(plotTerminal(lr, { width: 80, height: 14, sample }));

const text = JSON.stringify(lr);
const received = fromJSON(text);
const curve = sample(received, { count: 8_001 });
const same = curve.every((rate, step) => rate === lr(step));
console.log(
  `${text.length} characters of JSON; read back, ${same ? "all" : "NOT all"} ${curve.length} rates are the same`,
);
