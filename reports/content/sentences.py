"""The sentences of a report, chosen by rules that fit the figures: ahead, on schedule, behind, nothing to do, no figure.

Pure; plain Dutch (B1). Every sentence takes singular and plural from `data.dutch`.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from data.domain import rules
from data.domain.stand import Regel, Stand
from data.dutch import about, counted, maanden, mensen, number, percent
from data.reference import area_names
from data.terms import MONTHS_PER_HALFJAAR, Cijfers, Gebied, Gebiedsoort, Halfjaar, Klasse, Peildatum
from tiles.palette import BY_KLASSE


@dataclass(frozen=True, slots=True)
class Onderwerp:
    """The subject of a sentence: `Amsterdam huisvestte`, `De gemeenten in Limburg huisvestten samen`."""

    tekst: str
    meervoud: bool

    def verb(self, singular: str, plural: str) -> str:
        """The subject with its verb."""
        return f"{self.tekst} {plural} samen" if self.meervoud else f"{self.tekst} {singular}"


def onderwerp(regel: Regel) -> Onderwerp:
    """Whom the sentences are about, as a sentence begins."""
    if regel.code.soort is Gebiedsoort.GEMEENTE:
        naam = regel.name_in_sentence
        return Onderwerp(naam[:1].upper() + naam[1:], meervoud=False)
    return Onderwerp(f"De gemeenten in {regel.name_in_sentence}", meervoud=True)


def headline(regel: Regel, peildatum: Peildatum) -> str:
    """The one sentence that a reader remembers: how many of how many, and whether that was enough."""
    cijfers = regel.cijfers
    if cijfers is None:
        return f"Voor {regel.name_in_sentence} zijn op deze peildatum geen cijfers bekend."
    who, left = onderwerp(regel), MONTHS_PER_HALFJAAR - peildatum.months
    if cijfers.taakstelling == 0 and cijfers.achterstand == 0:
        return f"{who.verb('heeft', 'hebben')} dit halfjaar geen taakstelling."
    if regel.al_gehaald:
        return f"{who.verb('had', 'hadden')} de taakstelling van dit halfjaar al bij de start gehaald."
    housed, many = who.verb("huisvestte", "huisvestten"), done_of(cijfers)
    running = f"{housed} in {maanden(peildatum.months)} {many}"
    if cijfers.gerealiseerd >= cijfers.gecorrigeerd:
        if peildatum.is_final:
            return f"{housed} {many}: taakstelling gehaald."
        return f"{running}: taakstelling gehaald, met nog {maanden(left)} te gaan."
    if peildatum.is_final:
        return f"{housed} {many}; {number(cijfers.gecorrigeerd - cijfers.gerealiseerd)} te weinig."
    if regel.klasse is Klasse.GOED:
        return f"{running} en {'liggen' if who.meervoud else 'ligt'} goed op schema."
    degree = "enigszins achter" if regel.klasse is Klasse.ENIGSZINS else "achter"
    return f"{running} en {'lopen' if who.meervoud else 'loopt'} {degree} op schema."


def done_of(cijfers: Cijfers) -> str:
    """How many people were housed, of how many.

    >>> done_of(Cijfers(12, 0, 7)), done_of(Cijfers(12, 0, 13)), done_of(Cijfers(12, 0, 0)), done_of(Cijfers(1, 0, 1))
    ('7 van 12\\xa0mensen', '13\\xa0mensen, 1 meer dan nodig', 'niemand', '1\\xa0mens')
    """
    done, needed = cijfers.gerealiseerd, cijfers.gecorrigeerd
    if done > needed:
        return f"{mensen(done)}, {number(done - needed)} meer dan nodig"
    if done == 0:
        return "niemand"
    return mensen(1) if needed == 1 else f"{number(done)} van {mensen(needed)}"


def explained(regel: Regel, peildatum: Peildatum) -> str:
    """What the figures of the headline are a part of, and how many would have been on schedule."""
    cijfers = regel.cijfers
    if cijfers is None:
        return (
            "In de opgave van het COA staat voor dit gebied geen cijfer. Dit rapport noemt daarom alleen wat wel "
            "bekend is. Geen cijfer betekent niet dat er niemand is gehuisvest."
        )
    if regel.al_gehaald:
        return _already_met(cijfers, peildatum)
    text = f"Dat is {percent(regel.percentage)} van {asked_persons(cijfers)}."
    if peildatum.is_final or cijfers.gerealiseerd >= cijfers.gecorrigeerd:
        return text
    good = rules.at_least(rules.month_norm(cijfers.gecorrigeerd, peildatum.months))
    lacking = good - cijfers.gerealiseerd
    short = f": {number(lacking)} meer" if lacking > 0 else ""
    needed = f"{'was' if good == 1 else 'waren'} na {maanden(peildatum.months)} {mensen(good)} nodig"
    return f"{text} Om goed op schema te liggen, {needed}{short}."


def _already_met(cijfers: Cijfers, peildatum: Peildatum) -> str:
    """Of a taakstelling of nothing, or one that a voorsprong covers."""
    done = cijfers.gerealiseerd
    housed = "is niemand" if done == 0 else f"{'is' if done == 1 else 'zijn'} {mensen(done)}"
    in_months = f"In {maanden(peildatum.months)} {housed} gehuisvest."
    if cijfers.taakstelling == 0 and cijfers.achterstand == 0:
        return f"{in_months} Er is geen percentage, want er is geen taakstelling."
    lead = -cijfers.achterstand
    than = "even groot als" if lead == cijfers.taakstelling else "groter dan"
    return (
        f"De voorsprong uit het vorige halfjaar ({mensen(lead)}) is {than} de taakstelling "
        f"({mensen(cijfers.taakstelling)}). {in_months} Dan is er geen percentage."
    )


def asked_persons(cijfers: Cijfers) -> str:
    """The taakstelling that counts, and what it is the sum of where it is one.

    >>> asked_persons(Cijfers(5, 2, 0))
    'de gecorrigeerde taakstelling: 5 voor dit halfjaar plus 2 achterstand uit het vorige'
    >>> asked_persons(Cijfers(5, -2, 0)), asked_persons(Cijfers(5, 0, 0))
    ('de gecorrigeerde taakstelling: 5 voor dit halfjaar min 2 voorsprong uit het vorige', 'de taakstelling')
    """
    if cijfers.achterstand == 0:
        return "de taakstelling"
    balance = "plus {} achterstand" if cijfers.achterstand > 0 else "min {} voorsprong"
    return (
        f"de gecorrigeerde taakstelling: {number(cijfers.taakstelling)} voor dit halfjaar "
        f"{balance.format(number(abs(cijfers.achterstand)))} uit het vorige"
    )


def question(peildatum: Peildatum) -> str:
    """What everybody asks of a half-year: whether it goes well while it runs, whether it went well afterwards."""
    return "Taakstelling gehaald?" if peildatum.is_final else "Op schema?"


def rule_in_words(regel: Regel, stand: Stand) -> str:
    """Which klasse it is and by which rule, with the numbers of persons where the borders lie."""
    cijfers, months = regel.cijfers, stand.peildatum.months
    if cijfers is None:
        return "Zonder cijfer is er geen klasse. Op de kaart is het gebied wit."
    if regel.al_gehaald:
        return "De gecorrigeerde taakstelling is nul of lager. Dan is de klasse altijd: goed op schema."
    norm = rules.month_norm(cijfers.gecorrigeerd, months)
    good, some = rules.at_least(norm), rules.at_least(norm * stand.grens)
    middle = f", vanaf {number(some)} enigszins achter" if some < good else ""
    status = BY_KLASSE[regel.klasse].status
    if stand.peildatum.is_final:
        met = "" if cijfers.gerealiseerd >= cijfers.gecorrigeerd else "niet "
        return (
            f"De taakstelling is {met}gehaald: {done_of(cijfers)} gehuisvest ({percent(regel.percentage)}). "
            f"De kaart heeft dezelfde kleuren als in een halfjaar dat loopt; hier is het die van ‘{status}’."
        )
    return (
        f"{status.capitalize()}: {number(cijfers.gerealiseerd)} gehuisvest; de norm na {maanden(months)} is {number(good)}. "
        f"Die norm is {months}/6 ({percent(stand.norm_percentage)}) van de gecorrigeerde taakstelling van "
        f"{number(cijfers.gecorrigeerd)}, naar boven afgerond. Vanaf {mensen(good)} is de stand goed op schema{middle}, "
        f"daaronder achter."
    )


def still_needed(regel: Regel, peildatum: Peildatum) -> str:
    """What is left to do and how much that is for each month that remains; empty where the headline said all."""
    cijfers = regel.cijfers
    if cijfers is None:
        return "Hoeveel mensen nog te huisvesten zijn, is niet bekend."
    left, nog = MONTHS_PER_HALFJAAR - peildatum.months, rules.nog_te_huisvesten(cijfers)
    if not left:
        return "" if cijfers.gecorrigeerd > 0 else "Er hoefde dit halfjaar niemand te worden gehuisvest."
    if nog == 0:
        return "Er hoeft dit halfjaar niemand meer te worden gehuisvest om de taakstelling te halen."
    each = about(Fraction(nog, left))
    rest = f"Er {'is' if nog == 1 else 'zijn'} nog {mensen(nog)} te huisvesten in {maanden(left)}"
    return f"{rest}." if left == 1 else f"{rest}: {each} per maand."


def carried_over(cijfers: Cijfers | None, peildatum: Peildatum, following: Halfjaar) -> str:
    """The balance that goes to the next half-year, or would go if nothing more happened."""
    if cijfers is None:
        return f"Wat meegaat naar het {following.title}, is niet bekend."
    balance = rules.closing_balance(cijfers)
    kind = "achterstand" if balance > 0 else "voorsprong"
    if peildatum.is_final:
        if balance == 0:
            return f"Er gaat geen achterstand of voorsprong mee naar het {following.title}."
        effect = "bij de nieuwe taakstelling op" if balance > 0 else "van de nieuwe taakstelling af"
        return f"Een {kind} van {mensen(abs(balance))} gaat mee naar het {following.title} en telt {effect}."
    if balance == 0:
        return f"Komt er niemand meer bij, dan gaat er geen achterstand of voorsprong mee naar het {following.title}."
    return f"Komt er niemand meer bij, dan gaat een {kind} van {mensen(abs(balance))} mee naar het {following.title}."


def place(regel: Regel, stand: Stand) -> str:
    """Its place by percentage among those that have one, in the provincie and in the land; equal ones share a place.

    Empty for a gemeente without percentage: there is nothing to rank.
    """
    if regel.percentage is None:
        return ""
    in_land = [r for r in stand.gemeenten if r.cijfers is not None and not r.al_gehaald]
    in_provincie = [r for r in in_land if r.provinciecode == regel.provinciecode]
    provincie = area_names.name_in_sentence(Gebied(regel.provinciecode), regel.provincie)
    return (
        f"{onderwerp(regel).tekst} staat met {percent(regel.percentage)} op plaats {rank(regel, in_provincie)} van "
        f"{len(in_provincie)} in {provincie} en op plaats {rank(regel, in_land)} van {len(in_land)} in Nederland. "
        "Gemeenten zonder percentage tellen niet mee."
    )


def rank(regel: Regel, others: list[Regel]) -> int:
    """1 + the number of areas with a strictly higher percentage, exact. All have a percentage."""
    mine = regel.cijfers or Cijfers(0, 0, 0)
    theirs = [other.cijfers for other in others if other.cijfers is not None]
    return 1 + sum(t.gerealiseerd * mine.gecorrigeerd > mine.gerealiseerd * t.gecorrigeerd for t in theirs)


def counted_klassen(telling: dict[Klasse, int], final: bool = False) -> str:
    """How many gemeenten are in each klasse; of a `final` position how many met their taakstelling."""
    good, some, behind, none = (telling[k] for k in (Klasse.GOED, Klasse.ENIGSZINS, Klasse.ACHTER, Klasse.GEEN_CIJFER))
    total = counted(good + some + behind + none, "gemeente", "gemeenten")
    unknown = f"; van {number(none)} is geen cijfer bekend" if none else ""
    if final:
        return (
            f"Van de {total} {'haalde' if good == 1 else 'haalden'} er {number(good)} de taakstelling en "
            f"{number(some + behind)} niet{unknown}."
        )
    verbs = [("ligt", "liggen")[good != 1], ("loopt", "lopen")[some != 1]]
    return (
        f"Van de {total} {verbs[0]} er {number(good)} goed op schema, {verbs[1]} er {number(some)} enigszins achter en "
        f"{number(behind)} achter{unknown}."
    )
