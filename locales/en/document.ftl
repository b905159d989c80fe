# What is printed in sealed documents, beside the contract's own text.

document-mark-test-chain = TEST. Sealed with a test certificate; the issuer is not a licensed provider.
document-mark-preview = PREVIEW with sample values. This is not a contract and cannot be signed.
document-mark-sandbox = SANDBOX. Made to try things out; neither the signer's identity nor anything else here is real.
document-mark-identity-not-checked = The signer's identity document was not checked for this contract.
document-mark-required-customers = This contract takes effect when { $required } of its { $customers } customers have signed it, Customer 1 among them. Whoever has not signed by then is not bound by it.
document-file = { $kind } file “{ $name }”, { $size }, SHA-256 { $sha256 }
document-kilobytes = { $number } KB
document-megabytes = { $number } MB
document-signer-customer = The customer
document-signer-customer-numbered = Customer { $number }
document-signer-company = For { $company }
document-signer-company-numbered = For { $company }, signer { $number }
document-signer-seal = Electronic seal of { $company }
document-signature-field = Signature: { $signer }
document-seal-reason = Confirmed by the customer with a verification code, sealed electronically by the company
document-seal-reason-company = Countersigned by a member of the company, sealed electronically by the company
document-seal-reason-by-itself = Countersigned by the company's electronic seal by itself; no person signed
document-block-confirmed-by = Confirmed by
document-block-phone = Verified contact
document-block-time = Time
document-block-reference = Reference
document-block-level = Confirmed with a verification code and sealed electronically by the company.
document-block-for = For
document-block-countersigned-by = Countersigned by
document-block-level-company = Countersigned from the signer's account at the company and sealed electronically by the company.
document-block-certificate = Certificate
document-block-seal-certificate = Certificate
document-block-level-own-key = Signed with the signer’s own certificate.
document-block-level-seal = Countersigned by the company's electronic seal by itself, as this kind of contract provides; no person signed.

# What a certificate of completion says.

completion-title = Certificate of completion
completion-intro = This certificate belongs to contract { $number } of { $company }. It says who signed the contract, when, and how that was proved. It adds nothing to the contract and changes nothing in it.
completion-contract = The contract
completion-number = Number
completion-type = Kind of contract
completion-pages = Pages
completion-code = Code for looking it up
completion-reviewed = Fingerprint (SHA-256) of the document that was reviewed
completion-sealed = The sealed file when this certificate was made
completion-sealed-file = { $bytes } bytes, fingerprint (SHA-256) { $sha256 }
completion-seals = How far the contract's seals go (EN{ "\u00A0" }319{ "\u00A0" }142-1)
completion-seals-reached = Level { $level }
completion-seals-configuration = { $level }; wanted: { $wanted }. No timestamp authority is configured on { $company }'s server, so that the times of the seals are those of this server.
completion-seals-answer = { $level }; wanted: { $wanted }. Outside authorities had not answered when this certificate was made; the contract is raised when they do.
completion-signers = Who signed
completion-who = Who
completion-how = How it was proved
completion-when = When
completion-how-code = Typed the code that was sent to { $contact } for this document's fingerprint. No identity document was checked for this contract.
completion-how-verified = Identity verified before; typed the code that was sent to { $contact } for this document's fingerprint.
completion-how-member = Signed for { $company } from their own account there.
completion-how-own-key = Signed for { $company } with their own certificate: { $certificate }.
completion-how-seal = Countersigned by the electronic seal of { $company } by itself, as this kind of contract provides; no person signed. Certificate: { $certificate }.
completion-meaning = What a signature is here: the person confirmed the fingerprint of the reviewed document with a code, and the company's electronic seal attests it. It is not a certificate-based signature of the person.
completion-time = Times are those of the clock of { $company }'s server. An outside timestamp, where there is one, stands in the sealed contract itself.
completion-frame = Sealed by { $company }
completion-sealed-by = Sealed by
completion-level = This certificate was sealed electronically by the company; nobody signed it in person.
completion-reason = Certificate of completion, sealed electronically by the company

# What `README.en.txt` of an evidence bundle says.
evidence-readme =
    EVIDENCE FOR CONTRACT { $number }, by { $company }

    This file proves a contract without the server that it was signed on. It is judged by

        mithaq verify evidence.zip --trust root.pem

    on any computer, without a network. root.pem is the root certificate of the authority that you
    trust; get it from that authority and not from this file.

    contract.pdf        The sealed contract. It begins, byte for byte, with the file that was reviewed,
                        and any PDF reader that knows signatures can judge it too.
    completion.pdf      The certificate of completion, sealed too, where the contract is completed: who
                        signed, when, how that was proved, and the SHA-256 of the sealed contract.
    contract.json       The contract and who signed it: nothing that the PDF does not show.
    journal.json        What the server noted of this contract while it happened, each entry with the
                        proof (RFC 9162) that it stands in the company's chained journal. Personal
                        values stand there as salted hashes only.
    commitments.json    What each signature committed itself to, with the salt that opens it.
    certificates.pem    The certificates of the seals. They are not trusted for being here.
    manifest.json       The SHA-256 of every part.

    What a signature here is: the person confirmed the SHA-256 of the reviewed file with a code that
    was sent to their phone or mailbox, and the company's electronic seal attests it. It is not a
    certificate-based signature of the person. A signature of the level company-seal in contract.json
    is by the company's electronic seal itself, as that kind of contract provides: no person made it.
    Without an outside timestamp the times are those of the issuer's clock.
