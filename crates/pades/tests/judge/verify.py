"""An outside judge: pyHanko's verdict on every signature of a PDF, as JSON.

Usage: verify.py FILE.pdf ROOT.pem UNIX_SECONDS
"""

import asyncio
import datetime
import json
import logging
import sys

from asn1crypto import pem, x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import async_validate_pdf_signature, async_validate_pdf_timestamp
from pyhanko_certvalidator import ValidationContext

logging.disable(logging.CRITICAL)


async def judge(path, root_path, unix_seconds):
    with open(root_path, "rb") as file:
        root = x509.Certificate.load(pem.unarmor(file.read())[2])
    moment = datetime.datetime.fromtimestamp(int(unix_seconds), datetime.timezone.utc)
    verdicts = []
    with open(path, "rb") as file:
        reader = PdfFileReader(file, strict=True)
        for signature in reader.embedded_regular_signatures:
            context = ValidationContext(trust_roots=[root], moment=moment, allow_fetching=False)
            status = await async_validate_pdf_signature(signature, context)
            verdicts.append(
                {
                    "field": signature.field_name,
                    "intact": status.intact,
                    "valid": status.valid,
                    "trusted": status.trusted,
                    "coverage": status.coverage.name,
                    "modification": getattr(status.modification_level, "name", None),
                    "docmdp_ok": status.docmdp_ok,
                    "bottom_line": status.bottom_line,
                }
            )
    return verdicts


async def judge_timestamps(path, root_path, unix_seconds):
    """The timestamps over the document, apart from its signatures."""
    with open(root_path, "rb") as file:
        root = x509.Certificate.load(pem.unarmor(file.read())[2])
    moment = datetime.datetime.fromtimestamp(int(unix_seconds), datetime.timezone.utc)
    verdicts = []
    with open(path, "rb") as file:
        for timestamp in PdfFileReader(file, strict=True).embedded_timestamp_signatures:
            context = ValidationContext(trust_roots=[root], moment=moment, allow_fetching=False)
            status = await async_validate_pdf_timestamp(timestamp, context)
            good = status.intact and status.valid and status.trusted
            verdicts.append({"coverage": status.coverage.name, "bottom_line": good})
    return verdicts


if __name__ == "__main__":
    try:
        print(json.dumps(asyncio.run(judge(*sys.argv[1:4]))))
    except Exception as error:  # a refusal is a verdict, too
        print(json.dumps([{"error": type(error).__name__ + ": " + str(error)}]))
