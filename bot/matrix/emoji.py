# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The 64 emoji of short authentication strings, with the names every client shows beside them.

The table is part of the protocol (Matrix specification, "SAS method: emoji"; German names from its
published translations), so that two people with different clients say the same word. It is
therefore data here and not a text catalogue that somebody might improve.
"""

from __future__ import annotations

from dataclasses import dataclass

EMOJI: tuple[tuple[str, str, str], ...] = (
    # emoji, English, German; the position in this table is the number in the protocol
    ("🐶", "Dog", "Hund"),
    ("🐱", "Cat", "Katze"),
    ("🦁", "Lion", "Löwe"),
    ("🐎", "Horse", "Pferd"),
    ("🦄", "Unicorn", "Einhorn"),
    ("🐷", "Pig", "Schwein"),
    ("🐘", "Elephant", "Elefant"),
    ("🐰", "Rabbit", "Hase"),
    ("🐼", "Panda", "Panda"),
    ("🐓", "Rooster", "Hahn"),
    ("🐧", "Penguin", "Pinguin"),
    ("🐢", "Turtle", "Schildkröte"),
    ("🐟", "Fish", "Fisch"),
    ("🐙", "Octopus", "Oktopus"),
    ("🦋", "Butterfly", "Schmetterling"),
    ("🌷", "Flower", "Blume"),
    ("🌳", "Tree", "Baum"),
    ("🌵", "Cactus", "Kaktus"),
    ("🍄", "Mushroom", "Pilz"),
    ("🌏", "Globe", "Globus"),
    ("🌙", "Moon", "Mond"),
    ("☁️", "Cloud", "Wolke"),
    ("🔥", "Fire", "Feuer"),
    ("🍌", "Banana", "Banane"),
    ("🍎", "Apple", "Apfel"),
    ("🍓", "Strawberry", "Erdbeere"),
    ("🌽", "Corn", "Mais"),
    ("🍕", "Pizza", "Pizza"),
    ("🎂", "Cake", "Kuchen"),
    ("❤️", "Heart", "Herz"),
    ("😀", "Smiley", "Lächeln"),
    ("🤖", "Robot", "Roboter"),
    ("🎩", "Hat", "Hut"),
    ("👓", "Glasses", "Brille"),
    ("🔧", "Spanner", "Schraubenschlüssel"),
    ("🎅", "Santa", "Weihnachtsmann"),
    ("👍", "Thumbs Up", "Daumen Hoch"),
    ("☂️", "Umbrella", "Regenschirm"),
    ("⌛", "Hourglass", "Sanduhr"),
    ("⏰", "Clock", "Uhr"),
    ("🎁", "Gift", "Geschenk"),
    ("💡", "Light Bulb", "Glühbirne"),
    ("📕", "Book", "Buch"),
    ("✏️", "Pencil", "Bleistift"),
    ("📎", "Paperclip", "Büroklammer"),
    ("✂️", "Scissors", "Schere"),
    ("🔒", "Lock", "Schloss"),
    ("🔑", "Key", "Schlüssel"),
    ("🔨", "Hammer", "Hammer"),
    ("☎️", "Telephone", "Telefon"),
    ("🏁", "Flag", "Flagge"),
    ("🚂", "Train", "Zug"),
    ("🚲", "Bicycle", "Fahrrad"),
    ("✈️", "Aeroplane", "Flugzeug"),
    ("🚀", "Rocket", "Rakete"),
    ("🏆", "Trophy", "Pokal"),
    ("⚽", "Ball", "Ball"),
    ("🎸", "Guitar", "Gitarre"),
    ("🎺", "Trumpet", "Trompete"),
    ("🔔", "Bell", "Glocke"),
    ("⚓", "Anchor", "Anker"),
    ("🎧", "Headphones", "Kopfhörer"),
    ("📁", "Folder", "Ordner"),
    ("📌", "Pin", "Stecknadel"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Symbol:
    """One emoji and its name in the reader's language."""

    emoji: str
    name: str


def symbol(number: int, language: str = "en") -> Symbol:
    """Return emoji `number` (0 to 63), named in German if `language` is `de`, else in English."""
    emoji, english, german = EMOJI[number]
    return Symbol(emoji=emoji, name=german if language == "de" else english)
