"""Ask a served graph from a notebook: who denies what, as a table.

Run `testimony build examples --store graph.nq` and `testimony serve --store graph.nq`, and then this file, as a script
or cell by cell (the lines `# %%` part the cells in Jupyter, VS Code and Spyder).

Needs: pip install SPARQLWrapper pandas
"""

# %% Where the server is
import sys

import pandas
from SPARQLWrapper import JSON, SPARQLWrapper

server = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:7878"
endpoint = SPARQLWrapper(f"{server}/sparql", returnFormat=JSON)


def ask(query: str) -> pandas.DataFrame:
    """The rows of a SELECT query; the graph's prefixes need no declaration."""
    endpoint.setQuery(query)
    answer = endpoint.queryAndConvert()
    rows = [{name: cell["value"] for name, cell in row.items()} for row in answer["results"]["bindings"]]
    return pandas.DataFrame(rows, columns=answer["head"]["vars"])


# %% Every claim with its claimant, stance and words
claims = ask(
    """
    SELECT ?claimant ?stance ?certainty ?says ?words ?document {
      GRAPH ?version {
        ?claim tm:claimant ?who ; tm:stance ?s ; tm:certainty ?c ; tm:proposition ?what ; tm:evidence/nif:anchorOf ?words
      }
      ?who rdfs:label ?claimant . ?s rdfs:label ?stance . ?c rdfs:label ?certainty . ?what rdfs:label ?says .
      ?version rdfs:label ?document
    }
    ORDER BY ?document ?claimant ?says
    """
)
print(f"{len(claims)} claims by {claims.claimant.nunique()} claimants\n")

# %% Who affirms and denies how much
stances = claims.pivot_table(index="claimant", columns="stance", values="says", aggfunc="count", fill_value=0)
print(stances.nlargest(8, "affirms").to_string())

# %% What is denied, with the words
denials = claims[claims.stance == "denies"]
print("\n" + denials[["claimant", "says", "words"]].to_string(index=False, max_colwidth=60))
