"""What each column of the charts' and the pages' tables counts, and in which unit; for the companion of their files."""

from __future__ import annotations

COLUMNS: dict[str, str] = {
    "accused": "who is accused, as the articles name them",
    "accuser": "who accuses, as the articles name them",
    "accusing": "claims told against a stated accused, once an article: the whole of the share `replied`",
    "act": "what is done: an allegation, a formal step or an answer",
    "aliases": "other forms of the name that were joined with it",
    "all": "claims of the whole thread",
    "all_articles": "articles in view that name an outlet, copies included: the whole of the share of voice",
    "answered": "claims received that the accused answered",
    "articles": "articles, copies included",
    "bright": "sentences with a tone of +0.05 or more",
    "charge": "the words of the charge, as reported",
    "claims": "distinct claims: one accusation, however often repeated",
    "complete": "whether the period is finished: false where the data or the filter ends inside it",
    "copies": "articles that are near-duplicates of an earlier one",
    "copy": "whether the article is a copy of another",
    "credited": "articles that credit an agency and are no copies",
    "dark": "sentences with a tone of −0.05 or less",
    "direct": "quotations in the speaker's own words",
    "entity_id": "the entity's key in this store",
    "first_seen": "first publication with the claim, UTC",
    "from": "lower end of a step of 0.1 in tone, −1 dark to +1 bright",
    "high": "upper end of the 95 % interval of the mean tone",
    "indirect": "quotations in the reporter's words",
    "kind": "person, organisation, place or group",
    "last_seen": "last publication with the claim, UTC",
    "low": "lower end of the 95 % interval of the mean tone",
    "made": "distinct claims with the party as accuser",
    "mentions": "mentions: of accusations, or of the name where the table is of names; copies included",
    "mutual": "whether the accused accuses the accuser too, in view",
    "n": "articles that the mean tone is over",
    "name": "a party, outlet, speaker or subject",
    "neutral": "sentences with a tone between −0.05 and +0.05",
    "outlet": "the outlet that published",
    "outlets": "independent outlets: with the accusation in an article that is no copy",
    "period": "first day of the period of publication, UTC",
    "published": "time of publication, UTC",
    "quotes": "quotations",
    "received": "distinct claims with the party as accused",
    "replied": "of these claims, those whose article carries the accused's answer",
    "sentence": "the sentence, as published",
    "sentences": "sentences",
    "share": "part of the whole, 0 to 1",
    "speaker": "who is quoted",
    "speakers": "speakers that articles draw on: the whole of the share `unnamed`",
    "spike": "whether the period stands out from those before it",
    "status": "what has become of the claim on record",
    "title": "the headline",
    "tone": "mean VADER tone, −1 dark to +1 bright: how dark the words are, not who is right",
    "unnamed": "speakers without a name",
    "value": "a value of the coded field; its words stand in the codebook",
}
"""Column → what it is. A number without a unit counts what is named."""


def meanings(columns: list[str]) -> tuple[tuple[str, str], ...]:
    """Column and meaning, of those that COLUMNS knows, in the order of the table."""
    return tuple((c, COLUMNS[c]) for c in columns if c in COLUMNS)
