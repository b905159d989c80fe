"""A mail server that receives (aiosmtpd), for black-box tests; tells what happens as one JSON value a line.

    mail_server.py serve TLS CERTIFICATE KEY USER PASSWORD    TLS: starttls | implicit | none
    mail_server.py certificates FOLDER NAME                   an authority and a certificate for NAME

`serve` prints {"listening": port}, then for everything that comes {"received": what, as the wire carried it
inside TLS}, {"entered": whether user and password are right} and {"message": as Python's own parser reads it}.
Not here: what must arrive (`mail.test.mjs`).
"""

import asyncio
import base64
import datetime
import email
import email.policy
import json
import pathlib
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult


def tell(**event):
    print(json.dumps(event, ensure_ascii=False), flush=True)


class Watched(SMTP):
    """Tells every byte that a client says, so that a test can see that nothing was said."""

    def data_received(self, data):
        tell(received=data.decode("latin-1"))
        super().data_received(data)


class Mailbox:
    async def handle_DATA(self, server, session, envelope):
        parsed = email.message_from_bytes(envelope.content, policy=email.policy.default)
        tell(message=read(parsed) | {"envelopeFrom": envelope.mail_from, "envelopeTo": envelope.rcpt_tos,
                                     "raw": base64.b64encode(envelope.content).decode()})
        return "250 2.0.0 taken"


def read(message):
    body = message.get_body(("plain",))
    return {
        "headers": {name.lower(): str(value) for name, value in message.items()},
        "charset": body.get_content_charset(),
        "text": body.get_content(),
        "defects": [repr(defect) for part in message.walk() for defect in part.defects],
        "attachments": [
            {
                "name": part.get_filename(),
                "type": part.get_content_type(),
                "content": base64.b64encode(part.get_payload(decode=True)).decode(),
            }
            for part in message.iter_attachments()
        ],
    }


def doorkeeper(user, password):
    def enters(server, session, envelope, mechanism, data):
        right = (data.login, data.password) == (user.encode(), password.encode())
        tell(entered=right)
        # Unhandled, so that aiosmtpd itself answers a wrong password with 535.
        return AuthResult(success=right, handled=False)

    return enters


async def serve(tls, certificate, key, user, password):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    upgrade = {"tls_context": context, "require_starttls": True} if tls == "starttls" else {}

    def connection():
        return Watched(
            Mailbox(),
            hostname="localhost",
            auth_required=bool(user),
            auth_require_tls=tls == "starttls",
            authenticator=doorkeeper(user, password),
            loop=asyncio.get_running_loop(),
            **upgrade,
        )

    wrapped = context if tls == "implicit" else None
    server = await asyncio.get_running_loop().create_server(connection, "127.0.0.1", 0, ssl=wrapped)
    tell(listening=server.sockets[0].getsockname()[1])
    await server.serve_forever()


def certificates(folder, name):
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    def named(text):
        return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, text)])

    def certificate(subject, public_key, issuer, issuer_key, extension):
        now = datetime.datetime.now(datetime.timezone.utc)
        builder = x509.CertificateBuilder(issuer, subject, public_key, x509.random_serial_number())
        builder = builder.not_valid_before(now - datetime.timedelta(days=1))
        builder = builder.not_valid_after(now + datetime.timedelta(days=1))
        builder = builder.add_extension(extension, critical=isinstance(extension, x509.BasicConstraints))
        return builder.sign(issuer_key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)

    authority_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    authority = named(f"Authority of {name}")
    place = pathlib.Path(folder)
    (place / "authority.pem").write_bytes(
        certificate(authority, authority_key.public_key(), authority, authority_key,
                    x509.BasicConstraints(ca=True, path_length=0)))
    (place / "certificate.pem").write_bytes(
        certificate(named(name), key.public_key(), authority, authority_key,
                    x509.SubjectAlternativeName([x509.DNSName(name)])))
    (place / "key.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
                          serialization.NoEncryption()))


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["serve", tls, certificate, key, user, password]:
            asyncio.run(serve(tls, certificate, key, user, password))
        case ["certificates", folder, name]:
            certificates(folder, name)
        case _:
            sys.exit(__doc__)
