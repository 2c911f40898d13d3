"""Who accuses whom as a directed graph, for Gephi and its like."""

from __future__ import annotations

import io
import re

import networkx as nx
import pandas as pd

UNNAMED = "not named"
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def network(records: pd.DataFrame) -> nx.DiGraph:
    """The graph of accusation records (columns of queries.accusations.records).

    A node is a party: label, made and received (claims). An edge runs from accuser to accused: weight and claims
    (distinct claims, so that copies weigh nothing), mentions, outlets, acts, first and last (days). Denials are
    answers, not accusations, and are left out, as are records of which either party is not known.
    """
    graph = nx.DiGraph()
    known = records[(records["act"] != "deny") & records["accuser_key"].notna() & records["accused_key"].notna()]
    for (source, target), rows in known.groupby(["accuser_key", "accused_key"], sort=True):
        for key, name in ((source, rows["accuser"]), (target, rows["accused"])):
            if key not in graph:
                graph.add_node(key, label=_clean(name.dropna().iloc[0] if name.notna().any() else UNNAMED))
        # A record that was joined to no claim stands for itself.
        claims = int(rows["claim_id"].fillna(rows["accusation_id"]).nunique())
        days = rows["published"].dropna().dt.strftime("%Y-%m-%d")
        graph.add_edge(
            source,
            target,
            weight=claims,
            claims=claims,
            mentions=len(rows),
            outlets=int(rows["outlet"].nunique()),
            acts=" | ".join(sorted(set(rows["act"].astype(str)))),
            **({"first": days.min(), "last": days.max()} if len(days) else {}),
        )
    for node in graph:
        graph.nodes[node]["made"] = int(graph.out_degree(node, weight="claims"))
        graph.nodes[node]["received"] = int(graph.in_degree(node, weight="claims"))
    return graph


def graphml(records: pd.DataFrame) -> bytes:
    """The network in GraphML, UTF-8."""
    out = io.BytesIO()
    nx.write_graphml(_numbered(network(records)), out, encoding="utf-8")
    return out.getvalue()


def gexf(records: pd.DataFrame) -> bytes:
    """The network in GEXF 1.2, UTF-8."""
    out = io.BytesIO()
    nx.write_gexf(_numbered(network(records)), out, encoding="utf-8")
    return out.getvalue()


def _numbered(graph: nx.DiGraph) -> nx.DiGraph:
    """The graph with node names safe in XML; the filter value of a party stays as "entity"."""
    for key in graph:
        graph.nodes[key]["entity"] = _clean(key)
    return nx.relabel_nodes(graph, {key: f"n{number}" for number, key in enumerate(graph)})


def _clean(text: object) -> str:
    return _NOT_XML.sub(" ", str(text))
