"""What click itself says of wrong use, in Dutch. Click asks gettext for it; a catalogue of twenty lines is here instead."""

from __future__ import annotations

from click import core, decorators, exceptions, formatting, parser, types

DUTCH = {
    "Usage:": "Gebruik:",
    "Options": "Opties",
    "Commands": "Commando's",
    "Show this message and exit.": "Toon deze uitleg.",
    "default: {default}": "standaard: {default}",
    "Error: {message}": "Fout: {message}",
    "Try '{command} {option}' for help.": "Uitleg: {command} {option}",
    "Missing command.": "Er ontbreekt een commando.",
    "Missing argument": "Er ontbreekt",
    "Missing option": "Er ontbreekt",
    "Invalid value: {message}": "Dat kan niet: {message}",
    "Invalid value for {param_hint}: {message}": "Verkeerde waarde voor {param_hint}: {message}",
    "No such option {name!r}.": "De optie {name} bestaat niet.",
    "No such command {name!r}.": "Het commando {name} bestaat niet.",
    "Did you mean {possibility}?": "Bedoelt u {possibility}?",
    "(Did you mean one of: {possibilities}?)": "(Bedoelt u een van: {possibilities}?)",
    "Choose from:\n\t{choices}": "Kies uit:\n\t{choices}",
    "{value!r} is not one of {choices}.": "{value!r} is niet een van {choices}.",
    "{value!r} is not a valid {number_type}.": "{value!r} is geen heel getal.",
    "{value} is not in the range {range}.": "{value} ligt niet in {range}.",
    "{name} {filename!r} does not exist.": "{filename!r} bestaat niet.",
    "{name} {filename!r} is a directory.": "{filename!r} is een map.",
    "{name} {filename!r} is not readable.": "{filename!r} is niet te lezen.",
    "Option {name!r} requires an argument.": "De optie {name} vraagt een waarde.",
    "Option {name!r} does not take a value.": "De optie {name} heeft geen waarde.",
    "Got unexpected extra argument ({args})": "Dit is te veel: {args}",
    "Got unexpected extra arguments ({args})": "Dit is te veel: {args}",
}


def speak_dutch() -> None:
    """Makes click say in Dutch what the table holds; the rest stays English."""
    for module in (core, decorators, exceptions, formatting, parser, types):
        setattr(module, "_", lambda text: DUTCH.get(text, text))  # noqa: B010 - mypy knows no such name
        setattr(module, "ngettext", lambda one, more, n: DUTCH.get(t := one if n == 1 else more, t))  # noqa: B010
