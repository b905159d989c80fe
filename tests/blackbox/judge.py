"""Outside judges of a PDF, answering in JSON.

    judge.py signatures FILE ROOT.pem   pyHanko's verdict on every signature; only ROOT is trusted
    judge.py text FILE                  the text of every page, as pdfium (Chrome) extracts it

Nothing is fetched from the network. Not here: any opinion of ours on what the verdict should be.
"""

import json
import sys


def signatures(file, root):
    from asn1crypto import pem, x509
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext

    with open(root, "rb") as stream:
        _, _, der = pem.unarmor(stream.read())
    trusted = x509.Certificate.load(der)
    verdicts = []
    with open(file, "rb") as stream:
        reader = PdfFileReader(stream)
        for embedded in reader.embedded_signatures:
            context = ValidationContext(trust_roots=[trusted], allow_fetching=False)
            verdicts.append(verdict(embedded, lambda: validate_pdf_signature(embedded, context)))
    return verdicts


def verdict(embedded, validate):
    told = {
        "field": embedded.field_name,
        "subFilter": str(embedded.sig_object.get("/SubFilter")),
        "byteRange": [int(number) for number in embedded.byte_range],
    }
    try:
        status = validate()
    except Exception as error:  # an outside judge that gives up has judged
        return told | {"intact": False, "valid": False, "trusted": False, "bottomLine": False, "error": repr(error)}
    return told | {
        "intact": bool(status.intact),
        "valid": bool(status.valid),
        "trusted": bool(status.trusted),
        "coverage": status.coverage.name,
        "modification": status.modification_level.name if status.modification_level else None,
        "docMdpOk": bool(status.docmdp_ok),
        "bottomLine": bool(status.bottom_line),
        "signer": status.signing_cert.subject.human_friendly,
        "summary": status.summary(),
    }


def text(file):
    import pypdfium2

    document = pypdfium2.PdfDocument(file)
    return [page.get_textpage().get_text_bounded() for page in document]


def main(arguments):
    commands = {"signatures": (signatures, 2), "text": (text, 1)}
    command, count = commands.get(arguments[0] if arguments else "", (None, 0))
    if command is None or len(arguments) != count + 1:
        sys.exit(__doc__)
    json.dump(command(*arguments[1:]), sys.stdout, ensure_ascii=False)


if __name__ == "__main__":
    main(sys.argv[1:])
