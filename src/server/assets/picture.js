// Draws what a thing is said to be connected with. Without this script the page lists the same in words.
"use strict";

(async () => {
  const place = document.getElementById("picture");
  if (!place || typeof Sigma === "undefined") return;
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue(`--${name}`).trim();
  const colours = { affirms: colour("affirms"), denies: colour("denies"), neutral: colour("neutral") };

  /** The claims between things within so many steps of the one in the middle. */
  async function load(iri) {
    const answer = await fetch(`/graph.json?iri=${encodeURIComponent(iri)}`);
    if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
    return answer.json();
  }

  function build(rows) {
    const graph = new Graph({ multi: true, type: "directed" });
    const node = (iri, label) => {
      if (!graph.hasNode(iri)) graph.addNode(iri, { label, x: Math.cos(graph.order), y: Math.sin(graph.order), size: 4, color: colour("soft") });
    };
    for (const row of rows) {
      node(row.subject, row.subjectName);
      node(row.object, row.objectName);
      graph.addDirectedEdgeWithKey(row.claim, row.subject, row.object, {
        label: row.relation,
        size: row.certainty === "certain" ? 3 : 1,
        color: colours[row.stance] ?? colours.neutral,
      });
    }
    graph.forEachNode((key) => graph.setNodeAttribute(key, "size", 4 + 2 * Math.sqrt(graph.degree(key))));
    forceAtlas2.assign(graph, { iterations: 200, settings: { ...forceAtlas2.inferSettings(graph), linLogMode: true } });
    return graph;
  }

  const middle = place.dataset.iri;
  try {
    const graph = build(await load(middle));
    if (graph.order === 0) return;
    if (graph.hasNode(middle)) graph.setNodeAttribute(middle, "color", colour("accent"));
    place.hidden = false;
    const sigma = new Sigma(graph, place, {
      renderEdgeLabels: true,
      enableEdgeEvents: true,
      labelRenderedSizeThreshold: 0,
      labelColor: { color: colour("ink") },
      edgeLabelSize: 11,
      edgeLabelColor: { color: colour("soft") },
      defaultEdgeType: "arrow",
    });
    sigma.on("clickNode", ({ node }) => location.assign(`/graph?iri=${encodeURIComponent(node)}`));
    sigma.on("clickEdge", ({ edge }) => location.assign(`/thing?iri=${encodeURIComponent(edge)}`));
    place.dataset.drawn = String(graph.order);
  } catch (error) {
    place.hidden = false;
    place.textContent = `The picture cannot be drawn: ${error.message}`;
  }
})();
