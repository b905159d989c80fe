"""The outside judges on a folder of files: who would take each of them for genuine.

Usage: approve.py FOLDER UNIX_SECONDS JAVA_JUDGES < manifest

Each line of the manifest is `NAME SIGNATURES JUDGES LEVEL`: a file of the folder, how many signatures it should bear,
which of pyhanko, pdfsig and dss shall see it, with commas, and how far it was brought (B-B, B-T, B-LT, B-LTA), with
`:2` where it bears so many timestamps over the document and not one at B-LTA alone, and `:filled` where a form was filled
in after the first signature, which is seen on its pages. Prints `NAME JUDGE yes|no` for each.
FOLDER/root.pem is the one trusted root. A judge that gives up has said no.
"""

import asyncio
import json
import pathlib
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

from verify import judge as pyhanko_verdicts
from verify import judge_timestamps

# Nothing in a file of the level B says that its certificates were not revoked; DSS insists on that.
REVOCATION_ALONE = {
    "The certificate validation is not conclusive!",
    "No revocation data found for the certificate!",
}

# What may not change between two signatures; signing the second one is no such thing. That annotations lie over each
# other (`overlappedPages`) is no change: they do in many an honest file.
FORBIDDEN = ["annotation", "undefined", "visiblyChangedPages", "addedOrRemovedPages"]


def split(level):
    """The level, how many timestamps are over the document, and whether it was filled in."""
    level, *words = level.split(":")
    stamps = [int(word) for word in words if word != "filled"]
    return level, stamps[0] if stamps else int(level == "B-LTA"), "filled" in words


def pyhanko(path, count, moment, level):
    level, stamped, _ = split(level)
    root = path.parent / "root.pem"
    try:
        verdicts = asyncio.run(pyhanko_verdicts(path, root, moment))
        stamps = asyncio.run(judge_timestamps(path, root, moment))
    except Exception:
        return False
    covered = sum(one["coverage"] == "ENTIRE_FILE" for one in verdicts + stamps)
    # At B-LT the last revision is validation data, which nothing covers.
    wanted = 0 if level == "B-LT" else 1
    counted = len(verdicts) == count and len(stamps) == stamped
    return counted and covered == wanted and all(one["bottom_line"] for one in verdicts + stamps)


def pdfsig(path, count, level):
    level, stamped, _ = split(level)
    try:
        run = subprocess.run(["pdfsig", "-nocert", path], capture_output=True, timeout=60)
    except subprocess.TimeoutExpired:
        return False
    judged = run.stdout.count(b"Signature Validation:")
    valid = run.stdout.count(b"Signature Validation: Signature is Valid.")
    covered = b"Total document signed" in run.stdout
    # Poppler lists a timestamp over the document and does not judge it.
    return valid == count and judged == count + stamped and covered == (level != "B-LT")


def dss_one(verdict, count, level):
    _, stamped, is_filled = split(level)
    forbidden = [kind for kind in FORBIDDEN if not (is_filled and kind == "visiblyChangedPages")]
    signatures, stamps = verdict.get("signatures", []), verdict.get("documentTimestamps", [])
    return len(signatures) == count and len(stamps) == stamped and all(
        one["indication"] != "TOTAL_FAILED" and one["indication"] != "FAILED" and one["intact"] and one["valid"]
        and set(one["errors"]) <= REVOCATION_ALONE and not any(one["changes"][kind] for kind in forbidden)
        for one in signatures + stamps
    )


def dss(paths, counts, levels, moment, home):
    if not paths:
        return []
    command = ["java", "-XX:+UseSerialGC", "-cp", f"{home}/classes:{home}/lib/*", "Judge", "dss"]
    command += ["--trust", str(paths[0].parent / "root.pem"), "--at", moment]
    lines = "".join(f"{path}\n" for path in paths)
    run = subprocess.run(command, input=lines, capture_output=True, text=True, check=True)
    verdicts = [json.loads(line) for line in run.stdout.splitlines()]
    return [dss_one(*one) for one in zip(verdicts, counts, levels, strict=True)]


def main(folder, moment, home):
    wanted = [line.split() for line in sys.stdin.read().splitlines()]
    files = [(pathlib.Path(folder, name), int(count), level, judges.split(",")) for name, count, judges, level in wanted]

    def of(judge):
        return [(path, count, level) for path, count, level, judges in files if judge in judges]

    def tell(judge, approved):
        for (path, _, _), yes in zip(of(judge), approved, strict=True):
            print(path.name, judge, "yes" if yes else "no")

    with ThreadPoolExecutor(1) as aside:
        java = aside.submit(dss, *(list(part) for part in zip(*of("dss"))), moment, home)
        tell("pyhanko", [pyhanko(path, count, moment, level) for path, count, level in of("pyhanko")])
        tell("pdfsig", [pdfsig(path, count, level) for path, count, level in of("pdfsig")])
        tell("dss", java.result())


if __name__ == "__main__":
    main(*sys.argv[1:4])
