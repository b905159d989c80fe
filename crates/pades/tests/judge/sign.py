"""Another program's signature: pyHanko's, on files that come from elsewhere.

Usage: sign.py FOLDER UNIX_SECONDS < manifest

FOLDER holds key.pem, seal.pem and issuing.pem; without them a stranger signs. Each line of the manifest is `FROM TO FIELD` and words of what is
wanted: `pades` (else adbe.pkcs7.detached), `p1`, `p2`, `p3` (certified), `sha512`, `lock:NAME`, `but:NAME`, `all`
(closing fields), `seen` (a visible field), `tsa:URL` (with a timestamp of that authority), `lta` (with validation data and a
timestamp over the document too; roots.pem names who is trusted). A file that cannot be signed is told of and left out.
"""

import datetime
import pathlib
import sys

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko.keys import load_certs_from_pemder
from pyhanko.sign.signers import pdf_cms, pdf_signer
from pyhanko.sign.timestamps import HTTPTimeStamper
from pyhanko_certvalidator import ValidationContext


def lock(words):
    for word in words:
        kind, _, name = word.partition(":")
        if kind == "all":
            return fields.FieldMDPSpec(fields.FieldMDPAction.ALL)
        if kind == "lock":
            return fields.FieldMDPSpec(fields.FieldMDPAction.INCLUDE, [name])
        if kind == "but":
            return fields.FieldMDPSpec(fields.FieldMDPAction.EXCLUDE, [name])
    return None


def trust(folder, moment):
    """Whom the signer trusts, asked for revocation data at this moment."""
    roots = list(load_certs_from_pemder([str(folder / "roots.pem")]))
    chain = list(load_certs_from_pemder([str(folder / "issuing.pem")]))
    return ValidationContext(trust_roots=roots, other_certs=chain, moment=moment, allow_fetching=True)


def sign(signer, folder, line, moment):
    source, target, name, *words = line.split()
    authority = next((word.partition(":")[2] for word in words if word.startswith("tsa:")), None)
    is_long_term = "lta" in words
    level = next((word for word in words if word in ("p1", "p2", "p3")), None)
    meta = signers.PdfSignatureMetadata(
        field_name=name,
        md_algorithm="sha512" if "sha512" in words else "sha256",
        subfilter=fields.SigSeedSubFilter.PADES if "pades" in words else fields.SigSeedSubFilter.ADOBE_PKCS7_DETACHED,
        certify=level is not None,
        docmdp_permissions=fields.MDPPerm(int(level[1])) if level else fields.MDPPerm.FILL_FORMS,
        embed_validation_info=is_long_term,
        use_pades_lta=is_long_term,
        validation_context=trust(folder, moment) if is_long_term else None,
    )
    box = (200, 10, 280, 40) if "seen" in words else None
    spec = fields.SigFieldSpec(name, box=box, field_mdp_spec=lock(words))
    with open(folder / source, "rb") as before:
        writer = IncrementalPdfFileWriter(before)
        fields.append_signature_field(writer, spec)
        timestamper = HTTPTimeStamper(authority) if authority else None
        signed = signers.PdfSigner(meta, signer, timestamper=timestamper).sign_pdf(writer)
    (folder / target).write_bytes(signed.getbuffer())


def stranger(folder, moment):
    """Somebody whom nobody here vouches for."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Somebody Else")])
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(77).not_valid_before(moment - datetime.timedelta(days=9))
    builder = builder.not_valid_after(moment + datetime.timedelta(days=900))
    certificate = builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    plain = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "key.pem").write_bytes(key.private_bytes(*plain))
    for file in ("seal.pem", "issuing.pem"):
        (folder / file).write_bytes(certificate)


def main(folder, seconds):
    folder = pathlib.Path(folder)
    moment = datetime.datetime.fromtimestamp(int(seconds), datetime.timezone.utc)

    class Then(datetime.datetime):
        @classmethod
        def now(cls, tz=None):
            return moment.astimezone(tz)

    # pyHanko takes no time of signing as an argument.
    pdf_signer.datetime = pdf_cms.datetime = Then
    if not (folder / "key.pem").exists():
        stranger(folder, moment)
    signer = signers.SimpleSigner.load(
        str(folder / "key.pem"), str(folder / "seal.pem"), ca_chain_files=[str(folder / "issuing.pem")]
    )
    for line in sys.stdin.read().splitlines():
        try:
            sign(signer, folder, line, moment)
        except Exception as error:  # there is no such file then, which whoever asked for it sees
            print(f"{line}: {type(error).__name__}")


if __name__ == "__main__":
    main(*sys.argv[1:3])
