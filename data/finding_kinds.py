"""The kinds of finding: stable code, severity and Dutch sentence. The only place with these sentences.

docs/bevindingen.md explains each code and a test keeps the two together. A code never changes its meaning: people and
scripts rely on it.
"""

from __future__ import annotations

from enum import StrEnum


class Ernst(StrEnum):
    """How bad: a fout rejects the whole file, a waarschuwing asks for a look, a melding says what we did."""

    FOUT = "fout"
    WAARSCHUWING = "waarschuwing"
    MELDING = "melding"


_F, _W, _M = Ernst.FOUT, Ernst.WAARSCHUWING, Ernst.MELDING

SOORTEN: dict[str, tuple[Ernst, str]] = {
    # the file as a whole
    "bestand-leeg": (_F, "Het bestand is leeg."),
    "bestand-te-groot": (_F, "Het bestand is {grootte} MB groot; hoogstens {grens} MB wordt gelezen."),
    "bestand-uitgepakt-te-groot": (_F, "Uitgepakt is het bestand {grootte} MB; hoogstens {grens} MB wordt gelezen."),
    "bestand-te-sterk-gepakt": (
        _F,
        "Onderdeel {onderdeel} is uitgepakt {verhouding} keer zo groot, meer dan {grens} keer; zo is geen gewoon bestand.",
    ),
    "bestand-te-veel": (_F, "Het bestand heeft te veel {wat}: meer dan {grens}."),
    "bestand-te-traag": (_F, "Het lezen duurde langer dan {seconden} seconden en is gestopt."),
    "bestand-wachtwoord": (_F, "Het bestand is met een wachtwoord beveiligd. Sla het op zonder wachtwoord."),
    "bestand-afgekapt": (
        _F,
        "Het bestand is afgekapt: het einde ontbreekt. Vraag het opnieuw op of verstuur het opnieuw.",
    ),
    "bestand-geen-werkmap": (
        _F,
        "Het bestand begint als een Excel- of ods-bestand maar is het niet. Vraag het opnieuw op.",
    ),
    "bestand-onherkenbaar": (
        _F,
        "De naam eindigt op {extensie}, maar de inhoud is geen werkmap en geen tekst. "
        "Kijk of het bestand bij u opengaat; zo ja, sla het opnieuw op als xlsx, zo nee, vraag het opnieuw op.",
    ),
    "bestand-beschadigd": (_F, "Het bestand is beschadigd en niet te lezen ({onderdeel})."),
    "bestand-ander-formaat": (_F, "Dit is {soort}. {raad}"),
    "bestand-onveilig": (
        _F,
        "Onderdeel {onderdeel} bevat een DOCTYPE of entiteit; dat wordt om veiligheid niet gelezen.",
    ),
    "bestand-hernoemd": (_W, "De naam eindigt op {extensie}, maar de inhoud is {soort}. De inhoud is gelezen."),
    "tekens-onleesbaar": (_F, "De tekens van het bestand zijn niet te lezen. Sla het op als csv met UTF-8."),
    "tekens-geraden": (_M, "Het bestand is geen UTF-8; het is gelezen als {codering}."),
    "csv-onleesbaar": (_F, "De csv is vanaf rij {rij} niet te lezen; meestal is een aanhalingsteken niet gesloten."),
    # sheets and the header
    "blad-verborgen": (_M, "Blad {blad} is verborgen."),
    "blad-verborgen-gebruikt": (_W, "De cijfers komen van het verborgen blad {blad}."),
    "blad-niet-gebruikt": (_M, "Blad {blad} heeft ook een tabel maar is niet gebruikt: {reden}."),
    "bladen-samengevoegd": (_M, "De tabel staat verdeeld over {aantal} bladen ({bladen}); ze zijn samengevoegd."),
    "bladen-meerdere": (_F, "Op meer dan een blad staat een hele tabel ({bladen}); laat er een staan."),
    "kop-niet-gevonden": (
        _F,
        "Er is geen rij met kolomkoppen gevonden in de eerste {rijen} rijen. "
        "Nodig zijn: gemeente of gemeentecode, taakstelling, achterstand of voorsprong, gerealiseerd.",
    ),
    "kolom-ontbreekt": (_F, "De kolom {naam} ontbreekt; in rij {rij} staan de koppen: {koppen}."),
    "kolom-dubbel": (_F, "De kolom {naam} komt meer dan eens voor: {koppen}. Laat er een staan."),
    "kolom-spreekt-tegen": (
        _F,
        "Kolom {kolom} kan niet ‘{naam}’ zijn: in {fout} van de {aantal} rijen klopt het niet. "
        "Rij {rij} ({gemeente}): {berekend}, maar er staat {vermeld}. Kijk of de koppen boven de goede kolommen staan.",
    ),
    "lezing-onbeslist": (
        _F,
        "Wat kolom {kolom} is, volgt niet uit de cijfers. Het kan zijn: {lezingen}. "
        "Schrijf het voluit in de kop, of zet de gecorrigeerde taakstelling of nog te realiseren erbij.",
    ),
    "kolom-gelezen-als": (_W, "Kolom {kolom} is gelezen als {naam}; dat volgt uit {bewijs}."),
    "kolom-niet-gebruikt": (_M, "Kolom {kolom} is niet gebruikt{reden}."),
    "kolom-niet-herkend": (_W, "Kolom {kolom} heeft cijfers, maar wij kennen de kop niet; zij is niet gebruikt."),
    "kolom-verborgen": (_W, "Kolom {kolom} is verborgen maar wel gebruikt."),
    "rij-verborgen": (_W, "Rij {rij} ({naam}) is verborgen maar wel gebruikt."),
    # peildatum
    "peildatum-ontbreekt": (
        _F,
        "De peildatum ontbreekt. Zet 'Stand per 1 april 2017' boven de tabel, of geef de peildatum mee.",
    ),
    "peildatum-tegenstrijdig": (_F, "De peildatum is tegenstrijdig: {bronnen}."),
    "peildatum-geen-eerste-dag": (_F, "{datum} ({bron}) is geen eerste dag van een maand en kan geen peildatum zijn."),
    "peildatum-onmogelijk": (
        _F,
        "Voor {jaar} is niet bekend welke gemeenten er waren; een peildatum kan vanaf 1 februari 2016.",
    ),
    "peildatum-in-de-toekomst": (_F, "Peildatum {peildatum} ligt in de toekomst; het is nu {vandaag}."),
    "peildatum-nog-niet": (
        _W,
        "Peildatum {peildatum} moet nog komen; het is nu {vandaag}. Deze stand komt op die dag vanzelf op de kaart.",
    ),
    "datum-genegeerd": (
        _M,
        "De datum {datum} ({bron}) is geen eerste dag van een maand en is niet als peildatum gebruikt.",
    ),
    "halfjaar-tegenstrijdig": (_F, "Hier staat halfjaar {halfjaar}, maar peildatum {peildatum} hoort bij {verwacht}."),
    # the circular of a half-year
    "circulaire-gelezen": (_M, "Gelezen als circulaire: de taakstelling voor het {halfjaar}, zonder realisatie."),
    "halfjaar-ontbreekt": (_F, "Zet boven de tabel van welk halfjaar deze lijst is: ‘eerste halfjaar 2027’."),
    "halfjaar-onduidelijk": (_F, "Van welk halfjaar deze taakstelling is, is onduidelijk: {namen}. Laat er een staan."),
    "halfjaar-te-ver": (_F, "Halfjaar {halfjaar} begint pas op {begin}; het is nu {vandaag}. Klopt het jaar?"),
    "totaal-voor-afronding": (
        _W,
        "Landelijk staat er {waarde}, samen is het {som}. Elk aandeel is naar boven afgerond.",
    ),
    "taakstelling-buiten-formule": (
        _W,
        "Bij {naam} is de taakstelling {waarde}; {inwoners} inwoners geven {verwacht}.",
    ),
    "taakstelling-volgt-inwoners-niet": (
        _F,
        "Kolom {kolom} kan niet de taakstelling zijn die bij de inwoners hoort: in {fout} van de {aantal} rijen klopt het "
        "niet. {naam} heeft {inwoners} inwoners; dan hoort er {verwacht}, maar er staat {waarde}.",
    ),
    "landelijk-wijkt-af": (_W, "De taakstellingen zijn samen {waarde}; {eerder} is bekendgemaakt ({bron})."),
    # gemeenten
    "gemeente-onbekend": (_F, "‘{waarde}’ is geen gemeente van {jaar}."),
    "gemeente-opgegaan": (_F, "{naam} ({gemeentecode}) bestaat niet meer in {jaar}: {waarheen}."),
    "gemeente-nog-niet": (_F, "{naam} ({gemeentecode}) bestaat nog niet in {jaar}."),
    "gemeente-meerduidig": (_F, "‘{waarde}’ kan {namen} zijn. Schrijf de naam voluit of zet de gemeentecode erbij."),
    "gemeente-dubbel": (_F, "{naam} ({gemeentecode}) staat er meer dan eens: in rij {eerder} en in rij {rij}."),
    "maanden-meerdere": (
        _F,
        "Dit bestand heeft {aantal} rijen voor elke gemeente: in kolom {kolom} staan {namen}. "
        "Maak voor elke maand een eigen bestand (filter op die kolom) en geef elk zijn peildatum.",
    ),
    "stand-meerdere": (
        _F,
        "De meeste gemeenten staan er {aantal} keer in, zoals in rij {eerder} en in rij {rij}. "
        "Zet elke stand in een eigen bestand of op een eigen blad, met zijn peildatum erboven.",
    ),
    "gemeente-ontbreekt": (_F, "{naam} ({gemeentecode}) ontbreekt{plaats}."),
    "gemeente-al-samengevoegd": (
        _M,
        "{naam} ({gemeentecode}) is op {datum} opgegaan in {waarheen} en staat er niet meer in; de kaart van {jaar} houdt "
        "dit gebied, zonder cijfer.",
    ),
    "gemeenten-ander-jaar": (
        _F,
        "Dit zijn de {aantal} gemeenten van {gevonden}; bij deze peildatum horen de {verwacht} van {jaar}.",
    ),
    "code-ongeldig": (
        _F,
        "‘{waarde}’ is geen gemeentecode (GM en vier cijfers). Verbeter haar, of haal de rij weg als zij geen gemeente is.",
    ),
    "code-en-naam-tegenstrijdig": (_F, "Code {gemeentecode} is {naam}, maar in dezelfde rij staat ‘{waarde}’."),
    "naam-onbekend-bij-code": (
        _W,
        "De naam ‘{waarde}’ bij code {gemeentecode} kennen wij niet; {naam} is aangenomen op de code.",
    ),
    "naam-met-komma": (_M, "De naam {naam} is door een komma in stukken gevallen en weer samengevoegd."),
    "provincie-wijkt-af": (_W, "Bij {naam} staat provincie ‘{waarde}’; het is {provincie}."),
    "rij-zonder-gemeente": (_F, "Rij {rij} heeft wel cijfers maar geen gemeente."),
    "totaal-zonder-naam": (
        _M,
        "Rij {rij} heeft geen naam, maar is de som van de gemeenten; zij is als totaal gelezen.",
    ),
    "rij-overgeslagen": (_M, "Rij {rij} ({naam}) is een kengetal en geen gemeente; zij is overgeslagen."),
    "rij-te-lang": (_F, "Rij {rij} heeft {aantal} velden en de kop {verwacht}; een komma of scheidingsteken te veel."),
    "tekst-overgeslagen": (_M, "Rij {rij} is een tekst zonder cijfers: ‘{waarde}’."),
    # figures
    "geen-heel-getal": (_F, "‘{waarde}’ is geen heel getal ({naam})."),
    "formule-zonder-waarde": (
        _F,
        "De formule is niet doorgerekend ({naam}). Open het bestand in een spreadsheetprogramma, laat het rekenen "
        "en sla het op; of vervang de formules door hun waarden.",
    ),
    "getalvorm-bepaald": (
        _M,
        "In kolom {kolom} is ‘{waarde}’ gelezen als {ander}; dat volgt uit de andere cijfers in die kolom.",
    ),
    "getalvorm-onduidelijk": (
        _F,
        "In kolom {kolom} kan ‘{waarde}’ een duizendtal zijn of een getal met drie decimalen. "
        "Schrijf hele getallen, zonder punt of komma.",
    ),
    "getalvorm-tegenstrijdig": (
        _F,
        "In kolom {kolom} staat ‘{waarde}’ naast ‘{ander}’: punt en komma betekenen er niet steeds hetzelfde. "
        "Schrijf hele getallen, zonder punt of komma.",
    ),
    "cel-anders-getoond": (
        _F,
        "Het cijfer {waarde} van {naam} staat er anders te lezen: {hoe}. "
        "Verbeter het cijfer of zet de opmaak van de cel op een gewoon getal.",
    ),
    "cel-samengevoegd": (
        _F,
        "De cel van {naam} hoort bij een samengevoegde cel; welk cijfer hier geldt, is niet te zien. Splits de cel.",
    ),
    "voetnoot-weggelaten": (
        _M,
        "In {aantal} cellen is een hooggeplaatst teken als voetnoot opgevat en niet meegelezen: {namen}.",
    ),
    "doorgehaald-weggelaten": (_W, "In {aantal} cellen is doorgehaalde tekst niet meegelezen: {namen}."),
    "controle-onleesbaar": (
        _W,
        "‘{waarde}’ is geen heel getal ({naam}); de kolom is alleen ter controle en is hier niet gebruikt.",
    ),
    "cijfer-ontbreekt": (_F, "Er staat geen cijfer bij {naam}, terwijl de rij wel andere cijfers heeft."),
    "cijfer-negatief": (_F, "{waarde} bij {naam} is negatief; dat kan hier niet."),
    "cijfer-onmogelijk": (_F, "{waarde} bij {naam} is onmogelijk groot."),
    "alleen-nullen": (
        _F,
        "Kolom {kolom} heeft alleen nullen. Zijn er formules die nog niet zijn uitgerekend? "
        "Open het bestand in Excel of LibreOffice, laat het rekenen en sla het opnieuw op.",
    ),
    "orde-van-grootte": (
        _F,
        "Kolom {kolom} ({wat}) telt op tot {waarde}; ter vergelijking: {eerder} ({bron}). Dat kan niet zo veel schelen. "
        "Kijk of de getallen met een punt of komma te veel zijn opgeslagen.",
    ),
    "geen-cijfers": (_M, "Voor {naam} zijn er geen cijfers; de gemeente komt als ‘geen cijfer’ op de kaart."),
    "gecorrigeerd-klopt-niet": (
        _F,
        "Bij {naam} staat een gecorrigeerde taakstelling van {waarde}, maar {taakstelling} met {achterstand} is {som}.",
    ),
    "nog-klopt-niet": (
        _W,
        "Bij {naam} staat nog te realiseren {waarde}, maar {gecorrigeerd} min {gerealiseerd} is {verschil}.",
    ),
    "percentage-klopt-niet": (_W, "Bij {naam} staat {vermeld}% als percentage; wij berekenen {berekend}%."),
    "totaal-wijkt-af": (
        _F,
        "Het totaal voor {gebied} is volgens het bestand {waarde}, maar de gemeenten tellen op tot {som}.",
    ),
    "gerealiseerd-telt-niet-op": (_F, "Bij {naam} tellen de maanden op tot {som}, maar er staat {waarde}."),
    "maand-ontbreekt": (_F, "De kolom voor de maand {maand} ontbreekt; peildatum {peildatum} heeft die nodig."),
    "maand-niet-afgelopen": (
        _F,
        "Bij {naam} staat {waarde} in een maand die op {peildatum} niet voorbij is of niet bij het halfjaar hoort.",
    ),
    # what we decided
    "teken-onbekend": (
        _F,
        "Of een plus in kolom {kolom} achterstand of voorsprong is, valt niet na te rekenen. "
        "Noem de kolom ‘Achterstand (+) / voorsprong (-)’ of zet de gecorrigeerde taakstelling erbij.",
    ),
    "teken-bepaald": (_M, "In kolom {kolom} is {betekenis}; dat volgt uit {bewijs}."),
    "teken-afwijkend": (_W, "In kolom {kolom} is {betekenis}, anders dan de kop zegt; dat volgt uit {bewijs}."),
    "achterstand-andere-datum": (
        _F,
        "Kolom {kolom} is de stand op {datum}; nodig is de achterstand bij het begin van het halfjaar, op {begin}.",
    ),
    "leeg-is-nul": (_M, "In kolom {kolom} zijn {aantal} lege cellen als 0 gelezen."),
    "nergens-voorsprong": (
        _W,
        "In kolom {kolom} staat nergens een voorsprong, en er is geen gecorrigeerde taakstelling om na te rekenen.",
    ),
    "achterstand-afgeleid": (
        _M,
        "Er is geen kolom achterstand; die is berekend als gecorrigeerde taakstelling min taakstelling.",
    ),
    "taakstelling-afgeleid": (
        _M,
        "Er is geen kolom taakstelling; die is berekend als gecorrigeerde taakstelling min achterstand.",
    ),
    "maanden-opgeteld": (_M, "Gerealiseerd is de som van de maanden {maanden}."),
    # compared with what was known
    "gerealiseerd-gedaald": (_W, "Bij {naam} is gerealiseerd {waarde}, lager dan {eerder} op {datum}."),
    "taakstelling-gewijzigd": (
        _W,
        "Bij {naam} is de taakstelling {waarde}; op {datum}, in hetzelfde halfjaar, was dat {eerder}.",
    ),
    "taakstelling-land-gewijzigd": (
        _W,
        "Bij {aantal} gemeenten is de taakstelling anders dan op {datum}, in hetzelfde halfjaar; "
        "samen {waarde} in plaats van {eerder}.",
    ),
    "taakstelling-anders-dan-circulaire": (_W, "Bij {naam} is de taakstelling {waarde}; de circulaire zei {eerder}."),
    "taakstellingen-anders-dan-circulaire": (
        _W,
        "Bij {aantal} gemeenten is de taakstelling anders dan in de circulaire voor {halfjaar}: {namen}. "
        "Samen {waarde} in plaats van {eerder}.",
    ),
    "achterstand-gewijzigd": (
        _W,
        "Bij {naam} is de achterstand {waarde}; op {datum}, in hetzelfde halfjaar, was die {eerder}.",
    ),
    "achterstand-wijkt-af": (
        _W,
        "Bij {naam} is de achterstand {waarde}, maar het vorige halfjaar sloot op {datum} met {eerder}.",
    ),
    "buiten-eigen-verleden": (
        _W,
        "Bij {naam} is {wat} {waarde}; in de eerdere cijfers van deze gemeente was dat {eerder}.",
    ),
    "bevindingen-ingekort": (_M, "Niet getoonde bevindingen: {aantal}."),
}
