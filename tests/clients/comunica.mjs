// Asks a SPARQL endpoint by Comunica and prints the rows, sorted: node comunica.mjs URL FILE
import { readFile } from "node:fs/promises";
import { QueryEngine } from "@comunica/query-sparql";

const [url, path] = process.argv.slice(2);
const query = await readFile(path, "utf8");
const result = await new QueryEngine().query(query, { sources: [{ type: "sparql", value: url }] });
let names = [];
let rows = [];
if (result.resultType === "boolean") {
  rows = [[String(await result.execute())]];
} else {
  const variables = (await result.metadata()).variables.map((entry) => (entry.variable ?? entry).value);
  names = variables.sort();
  const bindings = await (await result.execute()).toArray();
  rows = bindings.map((row) => names.map((name) => row.get(name)?.value ?? ""));
}
const lines = rows.map((row) => row.map((cell) => cell.replaceAll("\n", " ")).join("\t"));
// By code points, as Python sorts.
lines.sort((one, other) => (one < other ? -1 : one > other ? 1 : 0));
console.log([names.join("\t"), ...lines].join("\n"));
