/** How the pages are built: `npx vite build examples/pages`. */
import { join } from "node:path";
import { defineConfig } from "vite";

const pages = ["tfjs", "jax"];

export default defineConfig({
  root: import.meta.dirname,
  build: {
    target: "es2022",
    // TensorFlow.js hands the text of one of its functions to its threads, which a minifier would take out of context.
    minify: false,
    chunkSizeWarningLimit: 5000,
    rollupOptions: { input: pages.map((name) => join(import.meta.dirname, `${name}.html`)) },
  },
  worker: { format: "es" },
});
