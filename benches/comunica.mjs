// Parses a file and asks it by Comunica, as tests/clients has it installed: node comunica.mjs FILE QUERY; prints the number of rows.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const installed = createRequire(new URL("../tests/clients/package.json", import.meta.url));
const load = (name) => import(pathToFileURL(installed.resolve(name)));
const { QueryEngine } = (await load("@comunica/query-sparql")).default ?? (await load("@comunica/query-sparql"));
const { Parser, Store } = (await load("n3")).default ?? (await load("n3"));
const [file, query] = process.argv.slice(2);
const store = new Store(new Parser({ format: "N-Quads" }).parse(await readFile(file, "utf8")));
const bindings = await new QueryEngine().queryBindings(query, { sources: [store] });
console.log(JSON.stringify({ rows: (await bindings.toArray()).length }));
