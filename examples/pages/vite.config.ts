/** Builds the pages: `npx vite build examples/pages`. */
import { join } from "node:path";
import { defineConfig } from "vite";

const pages = ["tfjs", "jax"];

export default defineConfig({
  root: import.meta.dirname,
  build: {
    target: "es2022",
    // TensorFlow.js passes the source text of a function to its threads; minified, it would refer to missing names.
    minify: false,
    chunkSizeWarningLimit: 5000,
    rollupOptions: { input: pages.map((name) => join(import.meta.dirname, `${name}.html`)) },
  },
  worker: { format: "es" },
});
