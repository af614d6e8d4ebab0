// Turns the form of the SPARQL page into an editor. Without this script the form asks all the same.
"use strict";

(async () => {
  const form = document.querySelector("form.editor");
  const place = document.getElementById("yasgui");
  if (!form || !place || typeof Yasgui === "undefined") return;
  const endpoint = new URL("/sparql", location.href).href;

  /** The first column of a query's answer. */
  async function column(query) {
    const address = `${endpoint}?query=${encodeURIComponent(query)}`;
    const answer = await fetch(address, { headers: { accept: "application/sparql-results+json" } });
    if (!answer.ok) return [];
    const { head, results } = await answer.json();
    return results.bindings.map((row) => row[head.vars[0]]?.value).filter(Boolean);
  }

  const prefixes = JSON.parse(place.dataset.prefixes);
  /** The server knows the prefixes, and the editor wants those of a query declared. */
  function declared(query) {
    const used = Object.keys(prefixes).filter((prefix) => new RegExp(`(^|[^\\w:])${prefix}:\\w`).test(query));
    const missing = used.filter((prefix) => !new RegExp(`prefix\\s+${prefix}:`, "i").test(query));
    return missing.map((prefix) => `PREFIX ${prefix}: <${prefixes[prefix]}>\n`).join("") + query;
  }

  const lines = Object.entries(prefixes).map(([prefix, namespace]) => `${prefix}: <${namespace}>`);
  const classes = `SELECT DISTINCT ?class { { ?class a owl:Class } UNION { ?thing a ?class } } LIMIT 5000`;
  const properties = `SELECT DISTINCT ?property {
    { ?property a owl:ObjectProperty } UNION { ?property a owl:DatatypeProperty } UNION { ?property a rdf:Property }
    UNION { ?property a tm:OpenRelation } UNION { GRAPH ?g { ?property a tm:OpenRelation } } } LIMIT 5000`;

  // What completes a query is in this graph; the editor's own completers would ask other hosts.
  const { Yasqe } = Yasgui;
  const fork = (from, name, get) => Yasqe.forkAutocompleter(from, { name, persistenceId: null, bulk: true, get });
  fork("prefixes", "own-prefixes", () => lines);
  fork("class", "own-classes", () => column(classes));
  fork("property", "own-properties", () => column(properties));
  Yasqe.defaults.autocompleters = ["variables", "own-prefixes", "own-classes", "own-properties"];
  Yasqe.defaults.value = declared(form.elements.query.value);

  const yasgui = new Yasgui(place, {
    requestConfig: { endpoint, method: "GET" },
    copyEndpointOnNewTab: true,
    persistenceId: "testimony",
    persistencyExpire: 60 * 60 * 24 * 30,
  });
  const asked = new URLSearchParams(location.search).get("query");
  const tab = yasgui.getTab();
  if (tab) {
    tab.setEndpoint(endpoint);
    if (asked) tab.setQuery(declared(asked));
  }
  form.hidden = true;
  place.hidden = false;
})();
