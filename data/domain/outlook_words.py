"""The look ahead in words and as public fields, the same on pages, in the API, in files, reports and commands. Pure.

Plain Dutch (B1). Persons are whole in words: the projection is rounded down and what is needed up, so that neither promises
more than the figures do. A pace is a mean and keeps one decimal: "about 1 a month" would be five times too much for one
person in five months.
"""

from __future__ import annotations

from data.domain import rules
from data.domain.outlook import GeenBand, Indicatie, Prognose, Vooruitblik
from data.dutch import about, counted, decimal, mensen, number, rounded
from data.terms import MONTHS_PER_HALFJAAR, Cijfers

REKENSOM = (
    "Dit is een rekensom, geen voorspelling en geen oordeel. De provincie kijkt ook naar de reden van een achterstand."
)


def sentences(blik: Vooruitblik) -> tuple[str, ...]:
    """All that there is to say, in order; what it is (`REKENSOM`) is not among them."""
    return (*ahead(blik), record(blik.indicatie))


def ahead(blik: Vooruitblik) -> tuple[str, ...]:
    """The rest of the half-year: where this pace leads, what is needed and the band; of one that is over, how it ended."""
    cijfers, end = blik.cijfers, blik.prognose
    if cijfers is None or end is None:
        return ("Zonder cijfers is er geen vooruitblik.",)
    if blik.peildatum.is_final:
        return (outcome(blik, cijfers),)
    return (projection(blik, cijfers, end), needed(blik), band(blik))


def outcome(blik: Vooruitblik, cijfers: Cijfers) -> str:
    """How a half-year that is over ended."""
    title = blik.peildatum.halfjaar.title
    return f"Het {title} is voorbij: {housed(cijfers.gerealiseerd)}{_against(cijfers, blik.prognose)}."


def housed(persons: int) -> str:
    """So many people got a home."""
    return "niemand gehuisvest" if persons == 0 else f"{mensen(persons)} gehuisvest"


def projection(blik: Vooruitblik, cijfers: Cijfers, end: Prognose) -> str:
    """Where this pace leads to."""
    many = "niemand" if end.personen == 0 else about(end.gerealiseerd, down=True)
    return f"In dit tempo {many} op {blik.peildatum.halfjaar.slot.title}{_against(cijfers, end)}."


def _against(cijfers: Cijfers, end: Prognose | None) -> str:
    """How that compares with the taakstelling."""
    if end is None:
        return ""
    if cijfers.taakstelling == 0 and cijfers.achterstand == 0:
        return "; er is dit halfjaar geen taakstelling"
    if cijfers.gecorrigeerd <= 0:
        return "; de taakstelling was bij de start al gehaald"
    if end.tekort == 0:
        return ", precies genoeg"
    return f", {number(end.tekort)} te weinig" if end.tekort > 0 else f", {number(-end.tekort)} meer dan nodig"


def needed(blik: Vooruitblik) -> str:
    """What each month that is left needs, beside what the months so far brought."""
    if not blik.nodig:
        rest = "niemand meer"
    else:
        last = blik.peildatum.months == MONTHS_PER_HALFJAAR - 1
        rest = f"{about(blik.nodig)} {'in de laatste maand' if last else 'per maand'}"
    return f"Nodig: {rest}. Tot {blik.peildatum.title}: gemiddeld {decimal(blik.tempo)} per maand."


def band(blik: Vooruitblik) -> str:
    """How far the projection can be off when the months that are left go like the slowest or the fastest so far."""
    ends = blik.band
    if ends is None:
        return f"Een bandbreedte is er niet: {blik.geen_band or GeenBand.ONBEKEND}."
    if ends.laag == ends.hoog:
        return f"In elke maand waren het er {number(ends.snelste)}."
    return (
        f"Gaat het verder als in de traagste maand ({number(ends.traagste)}), dan worden het er {number(ends.laag)}; "
        f"als in de snelste ({number(ends.snelste)}), dan {number(ends.hoog)}."
    )


def record(indicatie: Indicatie) -> str:
    """How earlier half-years ended, and how many in a row below the taakstelling."""
    total = indicatie.gehaald + indicatie.gemist
    if not total:
        return "Van geen enkel halfjaar is de eindstand bekend."
    if total == 1:
        not_ = "" if indicatie.gehaald else "niet "
        return f"Van één halfjaar is de eindstand bekend: in {indicatie.laatste} is de taakstelling {not_}gehaald."
    many = counted(total, "halfjaar", "halfjaren")
    span = f"{indicatie.eerste} tot en met {indicatie.laatste}"
    met = f"Taakstelling gehaald in {number(indicatie.gehaald)} van de {many} met een eindstand ({span})"
    return f"{met}{_row(indicatie)}."


def _row(indicatie: Indicatie) -> str:
    if indicatie.aantal == 0:
        return "; het laatste wel" if indicatie.gemist else ""
    sure = "zeker " if indicatie.minstens else ""  # of the half-year before the first of them nothing is known
    last = "het laatste" if indicatie.aantal == 1 else f"de laatste {number(indicatie.aantal)}"
    return f"; {sure}{last} niet"


def fields(blik: Vooruitblik) -> dict[str, int | float | str | bool | None]:
    """The figures under their public names, rounded as the words are; None where there is none."""
    end, band_, row = blik.prognose, blik.band, blik.indicatie
    return {
        "perMaand": None if blik.nodig is None else rules.at_least(blik.nodig),
        "tempo": None if blik.tempo is None else rounded(blik.tempo),
        "prognose": None if end is None else end.personen,
        "prognoseTekort": None if end is None else end.tekort,
        "prognoseLaag": None if band_ is None else band_.laag,
        "prognoseHoog": None if band_ is None else band_.hoog,
        "geenBand": None if blik.geen_band is None else str(blik.geen_band),
        "halfjarenGehaald": row.gehaald,
        "halfjarenNietGehaald": row.gemist,
        "halfjarenOnder": row.aantal,
        "minstens": row.minstens,
    }
