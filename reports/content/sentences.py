"""The sentences of a report, chosen by rules that fit the figures: ahead, on schedule, behind, nothing to do, no figure.

Pure; plain Dutch (B1). Every sentence takes singular and plural from `data.dutch`.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from data.domain import rules
from data.domain.stand import Regel, Stand
from data.dutch import about, counted, maanden, number, percent, personen
from data.terms import MONTHS_PER_HALFJAAR, Cijfers, Gebiedsoort, Halfjaar, Klasse, Peildatum
from tiles.palette import BY_KLASSE


@dataclass(frozen=True, slots=True)
class Onderwerp:
    """The subject of a sentence: `Amsterdam heeft`, `De gemeenten in Limburg samen hebben`."""

    tekst: str
    meervoud: bool

    def verb(self, singular: str, plural: str) -> str:
        """The subject with its verb."""
        return f"{self.tekst} {plural if self.meervoud else singular}"


def onderwerp(regel: Regel) -> Onderwerp:
    """Whom the sentences are about."""
    if regel.code.soort is Gebiedsoort.GEMEENTE:
        return Onderwerp(regel.naam, meervoud=False)
    return Onderwerp(f"De gemeenten in {regel.naam} samen", meervoud=True)


def are(count: int) -> str:
    """The persons with their verb: `is 1 persoon`, `zijn 5 personen`, `is nog niemand`.

    >>> are(0), are(1), are(5)
    ('is niemand', 'is 1\\xa0persoon', 'zijn 5\\xa0personen')
    """
    return "is niemand" if count == 0 else f"{'is' if count == 1 else 'zijn'} {personen(count)}"


def headline(regel: Regel, peildatum: Peildatum) -> str:
    """The one sentence that a reader remembers."""
    who, cijfers = onderwerp(regel), regel.cijfers
    left = MONTHS_PER_HALFJAAR - peildatum.months
    if cijfers is None:
        return f"Voor {regel.naam} zijn op deze peildatum geen cijfers bekend."
    if cijfers.taakstelling == 0 and cijfers.achterstand == 0:
        return f"{who.verb('heeft', 'hebben')} dit halfjaar geen taakstelling."
    if regel.al_gehaald:
        return f"{who.verb('had', 'hadden')} de taakstelling van dit halfjaar al bij de start gehaald."
    met = cijfers.gerealiseerd >= cijfers.gecorrigeerd
    if peildatum.is_final:
        return f"{who.verb('heeft', 'hebben')} de gecorrigeerde taakstelling {'' if met else 'niet '}gehaald."
    if met:
        return (
            f"{who.verb('heeft', 'hebben')} de gecorrigeerde taakstelling al gehaald, met nog {maanden(left)} te gaan."
        )
    if regel.klasse is Klasse.GOED:
        return f"{who.verb('ligt', 'liggen')} goed op schema."
    degree = "enigszins achter" if regel.klasse is Klasse.ENIGSZINS else "achter"
    return f"{who.verb('loopt', 'lopen')} {degree} op schema."


def explained(regel: Regel, peildatum: Peildatum) -> str:
    """The figures behind the headline."""
    cijfers, after = regel.cijfers, maanden(peildatum.months)
    if cijfers is None:
        return (
            "In de opgave van het COA staat voor dit gebied geen cijfer. Dit rapport noemt daarom alleen wat wel "
            "bekend is. Geen cijfer betekent niet dat er niemand is gehuisvest."
        )
    done = f"Na {after} {are(cijfers.gerealiseerd)} gehuisvest"
    if regel.al_gehaald:
        if cijfers.taakstelling == 0 and cijfers.achterstand == 0:
            return f"{done}. Er is geen percentage, want er is niets gevraagd."
        return (
            f"De voorsprong uit het vorige halfjaar ({personen(-cijfers.achterstand)}) is even groot als of groter dan de "
            f"taakstelling ({personen(cijfers.taakstelling)}). {done}. Een percentage is dan niet te berekenen."
        )
    sentence = f"{asked_persons(cijfers)}; {done[0].lower()}{done[1:]}"
    text = f"{sentence}: {percent(regel.percentage)}."
    if cijfers.gerealiseerd > cijfers.gecorrigeerd:
        more = cijfers.gerealiseerd - cijfers.gecorrigeerd
        return f"{text} Dat {'is' if more == 1 else 'zijn'} {personen(more)} meer dan gevraagd."
    if peildatum.is_final:
        missing = cijfers.gecorrigeerd - cijfers.gerealiseerd
        return (
            f"{text} Er {'is' if missing == 1 else 'zijn'} {personen(missing)} te weinig gehuisvest."
            if missing
            else text
        )
    good = rules.at_least(rules.month_norm(cijfers.gecorrigeerd, peildatum.months))
    lacking = good - cijfers.gerealiseerd
    short = f": {number(lacking)} meer" if lacking > 0 else ""
    return f"{text} Om goed op schema te liggen {'was' if good == 1 else 'waren'} er {number(good)} nodig{short}."


def asked_persons(cijfers: Cijfers) -> str:
    """The corrected taakstelling in persons, with the word that makes it differ from the taakstelling.

    >>> asked_persons(Cijfers(5, 2, 0)), asked_persons(Cijfers(5, -2, 0))
    ('Gevraagd zijn 7\\xa0personen, achterstand meegeteld', 'Gevraagd zijn 3\\xa0personen, na aftrek van de voorsprong')
    """
    text = f"Gevraagd {are(cijfers.gecorrigeerd)}"
    if cijfers.achterstand == 0:
        return text
    return f"{text}, {'achterstand meegeteld' if cijfers.achterstand > 0 else 'na aftrek van de voorsprong'}"


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
    borders = f"Vanaf {personen(good)} is de stand goed op schema{middle}, daaronder achter."
    status = BY_KLASSE[regel.klasse].status
    if stand.peildatum.is_final:
        met = "" if cijfers.gerealiseerd >= cijfers.gecorrigeerd else "niet "
        return (
            f"De gecorrigeerde taakstelling is {met}gehaald: {percent(regel.percentage)} is gehuisvest "
            f"({number(cijfers.gerealiseerd)} van de {personen(cijfers.gecorrigeerd)}). Ook de eindstand heeft een klasse. "
            f"{borders} De klasse is: {status}."
        )
    return (
        f"Gelijk verdeeld over zes maanden is na {maanden(months)} {months}/6 van de gecorrigeerde taakstelling gedaan. "
        f"Die norm van {percent(stand.norm_percentage)} is voor {regel.naam} {number(good)} van de "
        f"{personen(cijfers.gecorrigeerd)}, naar boven afgerond. {borders} "
        f"Het {'is er' if cijfers.gerealiseerd == 1 else 'zijn er'} {number(cijfers.gerealiseerd)}. Dat is {status}."
    )


def still_needed(regel: Regel, peildatum: Peildatum) -> str:
    """What is left to do and how much that is for each month that remains."""
    cijfers = regel.cijfers
    if cijfers is None:
        return "Hoeveel personen nog te huisvesten zijn, is niet bekend."
    left, nog = MONTHS_PER_HALFJAAR - peildatum.months, rules.nog_te_huisvesten(cijfers)
    if nog == 0 and not left:
        if cijfers.gecorrigeerd <= 0:
            return "Er hoefde dit halfjaar niemand te worden gehuisvest."
        return "Iedereen die gevraagd was, is gehuisvest."
    if nog == 0:
        return "Er hoeft dit halfjaar niemand meer te worden gehuisvest om de taakstelling te halen."
    if not left:
        return f"Er {'is' if nog == 1 else 'zijn'} {personen(nog)} niet gehuisvest."
    each = about(Fraction(nog, left))
    rest = f"Er {'is' if nog == 1 else 'zijn'} nog {personen(nog)} te huisvesten in {maanden(left)}"
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
        return f"Een {kind} van {personen(abs(balance))} gaat mee naar het {following.title} en telt {effect}."
    if balance == 0:
        return f"Komt er niemand meer bij, dan gaat er geen achterstand of voorsprong mee naar het {following.title}."
    return f"Komt er niemand meer bij, dan gaat een {kind} van {personen(abs(balance))} mee naar het {following.title}."


def place(regel: Regel, stand: Stand) -> str:
    """Its place by percentage among those that have one, in the provincie and in the land; equal ones share a place.

    Empty for a gemeente without percentage: there is nothing to rank.
    """
    if regel.percentage is None:
        return ""
    in_land = [r for r in stand.gemeenten if r.cijfers is not None and not r.al_gehaald]
    in_provincie = [r for r in in_land if r.provinciecode == regel.provinciecode]
    return (
        f"Van de gemeenten met een percentage staat {regel.naam} op plaats {rank(regel, in_provincie)} van "
        f"{len(in_provincie)} in {regel.provincie} en op plaats {rank(regel, in_land)} van {len(in_land)} in Nederland."
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
            f"Van de {total} {'heeft' if good == 1 else 'hebben'} er {number(good)} de gecorrigeerde taakstelling gehaald "
            f"en {number(some + behind)} niet ({number(some)} enigszins achter, {number(behind)} achter op schema){unknown}."
        )
    verbs = [("ligt", "liggen")[good != 1], ("loopt", "lopen")[some != 1], ("loopt", "lopen")[behind != 1]]
    return (
        f"Van de {total} {verbs[0]} er {number(good)} goed op schema, {verbs[1]} er {number(some)} enigszins achter en "
        f"{verbs[2]} er {number(behind)} achter op schema{unknown}."
    )
