/** The file that the thread of warm-worker.ts is started with. */
import { it } from "vitest";

it("serves requests before it runs", () => {});
