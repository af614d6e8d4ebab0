// Writes the libraries that the server's pages load: `npm ci && node build.mjs`.
import { build } from "esbuild";
import { copyFile } from "node:fs/promises";

const yasgui = "node_modules/@zazuko/yasgui/build";
await copyFile(`${yasgui}/yasgui.min.js`, "yasgui.min.js");
await copyFile(`${yasgui}/yasgui.min.css`, "yasgui.min.css");
await build({
  stdin: {
    contents: `
      import Graph from "graphology";
      import forceAtlas2 from "graphology-layout-forceatlas2";
      import Sigma from "sigma";
      Object.assign(window, { Graph, forceAtlas2, Sigma });`,
    resolveDir: ".",
  },
  bundle: true,
  minify: true,
  legalComments: "none",
  format: "iife",
  outfile: "sigma.min.js",
});
