#!/usr/bin/env python3
"""Cuts IBM Plex Sans Arabic down to the letters that the hosted pages need.

Input: the `files` folder of the npm package `@fontsource/ibm-plex-sans-arabic`
(SIL Open Font License 1.1, see OFL.txt here). Output: four WOFF2 files in `served`
beside this script. Needs `pip install fonttools brotli`. Run once per font release;
the results are checked in, nothing is downloaded at build or run time.

    python3 subset-fonts.py node_modules/@fontsource/ibm-plex-sans-arabic/files
"""

import sys
from pathlib import Path

from fontTools import subset

# Letters of Arabic as written in Egypt, with harakat, both digit sets and the
# punctuation of a contract. Persian and Urdu letters fall back to the system.
ARABIC = [
    0x060C, 0x061B, 0x061F,
    *range(0x0621, 0x063B), *range(0x0640, 0x0653),
    *range(0x0660, 0x066D), 0x0670, 0x0671, 0x06A4,
    # ZWNJ and ZWJ shape the letters beside them. The isolates (U+2066-2069) must stay out:
    # with them in the Arabic face Chromium loses Latin text between nested isolates.
    0x200C, 0x200D,
]
LATIN = [
    *range(0x20, 0x7F), 0xA0, 0xA9, 0xAB, 0xB7, 0xBB, 0xD7, 0xE9,
    0x2013, 0x2014, 0x2018, 0x2019, 0x201C, 0x201D, 0x2026, 0x20AC,
]
WEIGHTS = {"regular": 400, "bold": 600}


def cut(source: Path, target: Path, letters: list[int]) -> None:
    options = subset.Options()
    options.flavor = "woff2"
    options.hinting = False
    options.desubroutinize = True
    options.name_IDs = [0, 1, 2, 13, 14]  # copyright and licence stay in the file
    options.layout_features = [
        "ccmp", "locl", "isol", "init", "medi", "fina", "rlig", "liga", "calt",
        "curs", "mark", "mkmk", "kern", "tnum", "lnum",
    ]
    font = subset.load_font(str(source), options)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=letters)
    cutter.subset(font)
    subset.save_font(font, str(target), options)
    print(f"{target.name}: {target.stat().st_size} bytes")


def main() -> None:
    files, here = Path(sys.argv[1]), Path(__file__).parent
    for name, weight in WEIGHTS.items():
        for script, letters in (("arabic", ARABIC), ("latin", LATIN)):
            source = files / f"ibm-plex-sans-arabic-{script}-{weight}-normal.woff2"
            cut(source, here / "served" / f"plex-{script}-{name}.woff2", letters)


main()
