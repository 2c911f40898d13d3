"""Who accuses whom as a directed graph, for Gephi and its like."""

from __future__ import annotations

import io
import re

import networkx as nx
import pandas as pd

UNNAMED = "not named"
PAIR = ["accuser_key", "accused_key"]
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def network(records: pd.DataFrame) -> nx.DiGraph:
    """The graph of accusation records (columns of queries.accusations.records).

    A node is a party: label, made and received (claims). An edge runs from accuser to accused: weight and claims
    (distinct claims, so that copies weigh nothing), mentions, outlets, acts, first and last (days). Denials are
    answers, not accusations, and are left out, as are records of which either party is not known.
    """
    graph = nx.DiGraph()
    known = records[(records["act"] != "deny") & records["accuser_key"].notna() & records["accused_key"].notna()]
    for role in ("accuser", "accused"):
        for key, name in known.groupby(f"{role}_key", sort=True)[role].first().items():
            graph.add_node(key, label=_clean(UNNAMED if pd.isna(name) else name))
    for pair, edge in zip(*_edges(known), strict=True):
        graph.add_edge(*pair, **{name: value for name, value in edge.items() if value is not None})
    for node in graph:
        graph.nodes[node]["made"] = int(graph.out_degree(node, weight="claims"))
        graph.nodes[node]["received"] = int(graph.in_degree(node, weight="claims"))
    return graph


def _edges(known: pd.DataFrame) -> tuple[list[tuple[str, str]], list[dict[str, object]]]:
    """Pairs of keys, and the attributes of each edge."""
    # A record that was joined to no claim stands for itself.
    own = known["claim_id"].fillna(known["accusation_id"])
    rows = known.assign(own=own, day=known["published"].dt.strftime("%Y-%m-%d"), act=known["act"].astype("object"))
    pairs = rows.groupby(PAIR, sort=True)
    made = pairs.agg(
        claims=("own", "nunique"),
        mentions=("own", "size"),
        outlets=("outlet", "nunique"),
        first=("day", "min"),
        last=("day", "max"),
    )
    made.insert(0, "weight", made["claims"])
    once = rows[[*PAIR, "act"]].drop_duplicates().sort_values([*PAIR, "act"])
    made["acts"] = once.groupby(PAIR, sort=True)["act"].agg(" | ".join)
    plain = made.astype("object").where(made.notna(), None)
    return list(plain.index), plain.to_dict("records")


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
