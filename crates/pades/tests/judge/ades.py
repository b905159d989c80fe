"""An outside judge: pyHanko's EN 319 102-1 verdicts on every signature of a PDF, as JSON.

Usage: ades.py FILE.pdf ROOT.pem UNIX_SECONDS

Revocation data is demanded and nothing is fetched, so only what the file itself carries can satisfy it.
"""

import asyncio
import datetime
import json
import logging
import sys

from asn1crypto import pem, x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import ades, async_validate_pdf_signature
from pyhanko.sign.validation import policy_decl as policy
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko_certvalidator.context import CertValidationPolicySpec
from pyhanko_certvalidator.ltv.types import ValidationTimingInfo
from pyhanko_certvalidator.policy_decl import NO_REVOCATION, REQUIRE_REVINFO, CertRevTrustPolicy
from pyhanko_certvalidator.registry import SimpleTrustManager

logging.disable(logging.CRITICAL)


def specification(root, revocation):
    trust = SimpleTrustManager.build(trust_roots=[root])
    certificates = CertValidationPolicySpec(
        trust_manager=trust, revinfo_policy=CertRevTrustPolicy(revocation)
    )
    gathering = policy.RevocationInfoGatheringSpec(
        online_fetching_rule=policy.RevinfoOnlineFetchingRule.LOCAL_ONLY
    )
    return policy.SignatureValidationSpec(
        cert_validation_policy=certificates, revinfo_gathering_policy=gathering
    )


def moment(seconds):
    at = datetime.datetime.fromtimestamp(int(seconds), datetime.timezone.utc)
    return ValidationTimingInfo(
        validation_time=at, best_signature_time=at, point_in_time_validation=True
    )


async def told(validation):
    try:
        result = await validation
        said = {"verdict": str(result.ades_subindic), "why": str(result.failure_msg)}
        best = getattr(result, "best_signature_time", None)
        return said | {"bestTime": best.isoformat() if best else None}
    except Exception as error:  # a refusal is a verdict, too
        return {"verdict": type(error).__name__, "why": str(error)}


async def by_store(reader, signature, root, seconds):
    """Whether the security store alone answers for every certificate, and nothing else was changed."""
    at = datetime.datetime.fromtimestamp(int(seconds), datetime.timezone.utc)
    try:
        store = DocumentSecurityStore.read_dss(reader)
        context = store.as_validation_context(
            {"trust_roots": [root], "allow_fetching": False, "revocation_mode": "require", "moment": at}
        )
        status = await async_validate_pdf_signature(signature, context, ts_validation_context=context)
        stamped = status.timestamp_validity
        return {
            "bottomLine": bool(status.bottom_line),
            "timestampTrusted": bool(stamped and stamped.trusted),
            "modification": getattr(status.modification_level, "name", None),
        }
    except Exception as error:
        return {"error": type(error).__name__ + ": " + str(error)}


async def judge(path, root_path, seconds):
    with open(root_path, "rb") as file:
        root = x509.Certificate.load(pem.unarmor(file.read())[2])
    strict = specification(root, REQUIRE_REVINFO)
    lenient = specification(root, NO_REVOCATION)
    verdicts = []
    with open(path, "rb") as file:
        reader = PdfFileReader(file, strict=True)
        for signature in reader.embedded_regular_signatures:
            wrapped = policy.PdfSignatureValidationSpec(strict)
            verdict = {
                "field": signature.field_name,
                "withTime": await told(
                    ades.ades_with_time_validation(
                        signature.signed_data,
                        lenient,
                        timing_info=moment(seconds),
                        raw_digest=signature.compute_digest(),
                    )
                ),
                "longTerm": await told(
                    ades.ades_lta_validation(signature, wrapped, timing_info=moment(seconds))
                ),
            }
            verdict["store"] = await by_store(reader, signature, root, seconds)
            verdicts.append(verdict)
    return verdicts


if __name__ == "__main__":
    try:
        print(json.dumps(asyncio.run(judge(*sys.argv[1:4]))))
    except Exception as error:
        print(json.dumps([{"error": type(error).__name__ + ": " + str(error)}]))
