# What `mithaq verify` and `mithaq template` say at a terminal.

verify-intact = INTACT. The seal covers the whole file, and its chain ends in a root that you trust.
verify-invalid = NOT VALID. The file was altered after it was sealed, or the seal is broken.
verify-unknown-issuer = INTACT, BUT THE ISSUER IS UNKNOWN. Nothing was altered, but no root that you gave vouches for the seal.
verify-unsigned = NOT SEALED. This PDF bears no seal.
verify-not-readable = NOT READABLE. This file is no well-formed PDF.
verify-encrypted = NOT READABLE. This PDF is encrypted.
verify-no-file = NOT READABLE. The file is not there or cannot be read.

verify-file = File
verify-size = Bytes
verify-revisions = Revisions
verify-signature = Seal { $number }, field { $field }
verify-signer = Sealed by
verify-issuer = Issued by
verify-root = Trust
verify-trusted = the chain ends in a given root
verify-not-trusted = the chain ends in none of the given roots
verify-test-chain = TEST
verify-test-chain-what = a test certificate; its issuer is not a licensed provider
verify-covered = Covered bytes
verify-revision = Closes revision
verify-time = Time, as the seal claims
verify-expires = Certificate valid until
verify-level = Level
verify-level-b-b = B-B: a signature with a claimed time
verify-level-b-t = B-T: a timestamp proves that it existed by then
verify-level-b-lt = B-LT: all that is needed to judge its certificates later is in the file
verify-level-b-lta = B-LTA: a timestamp over all of that keeps it provable when the certificates have ended
verify-proven = Time, as a trusted timestamp proves
verify-timestamp = Timestamp in the seal
verify-document-timestamp = Timestamp { $number } over the file, field { $field }
verify-authority = Timestamp authority
verify-timestamp-time = Time that it states
verify-lapsed = LAPSED
verify-lapsed-what = its certificate ended before a further timestamp was made, so it proves nothing any more
verify-unknown = unknown
verify-problem = Problem: { $what } ({ $code })

verify-problem-structure-broken = the file was sealed, but its structure is damaged
verify-problem-stray-signature = a signature in the file belongs to no field
verify-problem-shared-signature = two fields hold the same signature
verify-problem-shared-revision = two signatures claim the same revision
verify-problem-not-wholly-covered = bytes after the last seal are covered by none
verify-problem-false-certification = the certification is not that of the first seal
verify-problem-too-many-signatures = the file has too many signatures
verify-problem-store-not-plain = what should be validation data holds something else
verify-problem-dictionary-not-plain = the signature dictionary is not written plainly
verify-problem-kind-unsupported = this is no PAdES signature
verify-problem-byte-range = the byte range is not the file around the signature
verify-problem-contents = the signature value is not written canonically
verify-problem-no-revision-end = the covered bytes are not a whole revision
verify-problem-cms-malformed = the signature message is malformed
verify-problem-not-one-signer = the signature message has not exactly one signer
verify-problem-unsigned-attributes = the signature message has unsigned attributes
verify-problem-attributes = the signed attributes are not those of PAdES
verify-problem-digest-mismatch = the document was changed after it was sealed
verify-problem-signing-certificate = the signed reference is to another certificate
verify-problem-signer-missing = the signer's certificate is missing
verify-problem-signature-invalid = the signature value is wrong
verify-problem-key-usage = the certificate is not for signing documents
verify-problem-chain-broken = the certificate chain is broken
verify-problem-chain-refused = the certificate chain is not valid
verify-problem-unrelated-certificate = a certificate is not part of the chain
verify-problem-outside-validity = a certificate was not valid at the claimed time
verify-problem-time-missing = the seal states no time
verify-problem-time-in-future = the seal claims a time in the future
verify-problem-time-after-timestamp = the seal claims a time after its own timestamp
verify-problem-token-malformed = the timestamp is malformed
verify-problem-token-other-bytes = the timestamp is over other bytes
verify-problem-token-invalid = the timestamp's signature is wrong
verify-problem-token-certificate = the timestamp's certificate is not one for timestamps
verify-problem-token-order = a timestamp states a later time than the one that covers it
verify-problem-revoked = a certificate had been revoked
verify-problem-changed-afterwards = the document was changed afterwards in a way that is not allowed

# What `mithaq verify journal` says.

verify-journal-whole = WHOLE. The journal of { $company } is as it was written.
verify-journal-broken = BROKEN. The journal of { $company } was changed after it was written.
verify-journal-waiting = NOT FULLY JUDGED. Entries of { $company } have no place in the chain yet, and the chain says nothing of them; a running server gives them theirs within a second.
verify-journal-not-judged = NOT JUDGED. The journal of { $company } could not be read.
verify-journal-problem = Reason
verify-journal-entries = Entries found whole
verify-journal-heads = Heads found true
verify-journal-head = Newest head, to be kept outside this machine
verify-journal-head-at = Time of this head, by this server
verify-journal-unchained = Entries without a place yet
verify-journal-oldest = The oldest of them is from
verify-journal-broken-missing = First break at { $place }: the entry that stood here is missing.
verify-journal-broken-edited = First break at { $place }: entry { $entry } was edited.
verify-journal-broken-moved = First break at { $place }: entry { $entry } was put here; the one that stood here is now at { $nowAt }.
verify-journal-broken-unlinked = First break at { $place }: entry { $entry } does not follow from the one before it; it was exchanged, inserted or its link changed.
verify-journal-broken-head = First break at { $place }: the head over { $place } entries does not fit them; the head was changed, or the entries were written anew.
verify-journal-broken-headless = First break at { $place }: from here on entries stand in the chain that no head counts; a head was removed, or they were added past the server.
verify-journal-broken-unreadable = First break at { $place }: this row is not of the form that the server writes.
verify-journal-broken-outside = First break before { $place }: the first { $place } entries are not those of the head that you kept; the journal was written anew or cut.
verify-journal-broken-tree = The entries are whole, but the kept tree over them, from { $place } on, was changed; proofs from it do not hold.

# What `mithaq verify` says of an evidence bundle.

verify-bundle-intact = INTACT. Every part of the bundle is whole, and the chain of its seals ends in a root that you trust.
verify-bundle-invalid = NOT VALID. The bundle does not prove what it says.
verify-bundle-unknown-issuer = INTACT, BUT THE ISSUER IS UNKNOWN. Every part is whole, but no root that you gave vouches for the seals.
verify-bundle-parts = Parts
verify-bundle-parts-good = each is the one that the manifest names, and there are no others
verify-bundle-check-seal = Seals
verify-bundle-check-seal-good = nothing in the PDF was altered after it was sealed
verify-bundle-check-document = Document
verify-bundle-check-document-good = the PDF is the one that the evidence is about, and begins with the reviewed file
verify-bundle-check-journal = Journal
verify-bundle-check-journal-good = every entry is proved to stand in the chain below its head
verify-bundle-check-story = Events
verify-bundle-check-story-good = the entries are of this contract and tell of each confirmation and of this sealed file
verify-bundle-check-commitments = Commitments
verify-bundle-check-commitments-good = each opened statement is what its signature committed itself to
verify-bundle-check-certificates = Certificates
verify-bundle-check-certificates-good = readable; that they are here does not make them trusted
verify-bundle-entries = Journal entries proved
verify-bundle-head = Head of the chain
verify-bundle-head-at = Time of the head
verify-bundle-head-timestamped = by the issuer; an outside timestamp is attached and is not judged here
verify-bundle-head-by-issuer = by the issuer, without an outside timestamp
verify-bundle-statement = Proved: { $field } confirmed { $number } on { $at }
verify-bundle-statement-name = Name, as the document shows it
verify-bundle-statement-contact = Reached at
verify-bundle-level = What a signature is
verify-bundle-level-what = a confirmation by code, attested by the company's electronic seal; not a certificate-based signature of the person

verify-bundle-not-zip = NOT READABLE. This file is no whole ZIP archive.
verify-bundle-too-large = NOT READABLE. The file, or what it unpacks to, is larger than any bundle.
verify-bundle-unknown-part = NOT VALID. The archive holds a part that no bundle has.
verify-bundle-doubled-part = NOT VALID. The archive holds two parts of one name.
verify-bundle-missing-part = NOT VALID. A part of the bundle is missing.
verify-bundle-other-method = NOT VALID. A part is packed in another way than the server packs it. If somebody packed the bundle anew, ask for it as it was issued.
verify-bundle-altered-part = NOT VALID. A part is not the one that the manifest names.
verify-bundle-malformed-part = NOT VALID. A part is not of the form that bundles have.
verify-bundle-not-as-written = NOT VALID. The archive holds something between or behind its parts. If somebody packed the bundle anew, ask for it as it was issued.

verify-bundle-problem-seal-invalid = the PDF was altered after it was sealed, or a seal is not valid; judge contract.pdf alone to see which
verify-bundle-problem-other-document = the PDF is not the one that this evidence is about
verify-bundle-problem-not-the-reviewed = the PDF does not begin with the file that was reviewed
verify-bundle-problem-other-signers = the PDF is signed by others than the evidence names
verify-bundle-problem-entries-out-of-order = the journal entries are missing, too many or out of order
verify-bundle-problem-broken-link = a journal entry does not follow from the one before it
verify-bundle-problem-not-proved = a journal entry was altered, or does not stand in the chain below its head
verify-bundle-problem-other-contract = a journal entry is of another contract or another session
verify-bundle-problem-sealing-not-told = no journal entry tells that this file was sealed
verify-bundle-problem-confirmation-not-told = a confirmation that is claimed is not in the journal as it is claimed
verify-bundle-problem-other-commitment = a statement is not what the signature committed itself to
verify-bundle-problem-other-statement = a statement speaks of something else than the evidence
verify-bundle-problem-certificates-malformed = the certificates cannot be read

template-good = { $text }: good. Printed with sample values it has { $pages ->
    [one] one page
   *[other] { $pages } pages
}.
template-printed = { $text }: { $pages ->
    [one] one page
   *[other] { $pages } pages
}, marked as a preview.
template-unprintable = No embedded font has these letters; a dotted circle stands in their place: { $text }
template-position = line { $line }, column { $column }
template-file = { $subject }: { $more }
template-type = The contract type is not JSON of its form: { $subject }
template-values = The values must be a JSON object, a value for each key of a field.
template-value = { $subject }: there is no such field, or this is no value of it.
template-not-printed = The template cannot be printed: { $subject }

template-fault-json = This is not JSON of the format: { $subject }
template-fault-front-matter = The file must begin with a line “---”, the settings, and another line “---”.
template-fault-setting = “{ $subject }” is no setting, has no such value, or is given twice.
template-fault-title = The front matter must give the title in each language of the document.
template-fault-unclosed-placeholder = Two opening braces are not closed on the same line.
template-fault-unclosed-condition = The condition on “{ $subject }” is not closed.
template-fault-unexpected-close = The closing of “{ $subject }” closes nothing.
template-fault-unclosed-bold = Bold text is not closed.
template-fault-bad-key = “{ $subject }” is no field key and no built-in.
template-fault-too-deep = Conditions are nested too deeply.
template-fault-crossed-emphasis = Emphasis must begin and end on the same side of a condition.
template-fault-raw-html = HTML is not part of a document.
template-fault-picture = Pictures stand in the letterhead only, and lie beside the template.
template-fault-logo = The logo must be a PNG or JPEG of at most 256 KiB.
template-fault-link = Links are not part of a document: what they lead to is not signed.
template-fault-code = Code is not part of a document. Is the line indented too far?
template-fault-rule = A rule across the page is not part of a document; “\pagebreak” begins a page.
template-fault-heading-level = Headings go down one level at a time, to the third.
template-fault-nesting = Lists stand three deep at most and hold one paragraph an item; quotations hold paragraphs only.
template-fault-parting = “::” parts a text once, outside emphasis and conditions, where the document has two languages.
template-fault-language = English stands before “::”, Arabic after it.
template-fault-table = A table has a head and as many cells in every row; “Table:” stands right before one.
template-fault-too-many-columns = A table has 1 to 12 columns.
template-fault-row = Cells by number stand in a row that is wholly within the condition of one field.
template-fault-field-in-furniture = “{ $subject }”: title, letterhead, header and footer hold no fields.
template-fault-control = The character { $subject } is invisible, or turns the direction of the text.
template-fault-too-long = There is more text than a document may have.

template-defect-bad-key = Field key “{ $subject }” may hold letters, digits and _ only.
template-defect-duplicate-key = Field key “{ $subject }” occurs twice.
template-defect-options = Field “{ $subject }”: choices belong to dropdown and multiselect, which need some.
template-defect-parent = Field “{ $subject }”: the field that it hangs on must stand before it, and not too deep.
template-defect-parent-value = Field “{ $subject }” hangs on an answer that the other field cannot have.
template-defect-pattern = Field “{ $subject }”: a pattern belongs to texts, and must be a small regular expression.
template-defect-limits = Field “{ $subject }”: its limits are none of its type, or contradict each other.
template-defect-default = Field “{ $subject }” does not take its own default value.
template-defect-columns = Field “{ $subject }”: columns belong to tables, which need some, and a limit of rows where a person fills them in.
template-defect-table-placeholder = The document fills a table from “{ $subject }”, which has no rows.
template-defect-table-column = The document names a column that “{ $subject }” does not have.
template-defect-format = The document prints “{ $subject }” as “{ $more }”, a form that its type does not have.
template-defect-unused-field = Field “{ $subject }” is required, but the document does not use it.
template-defect-too-many-fields = There are too many fields.
template-defect-too-many-files = Too many fields take a file.
template-defect-countersigners = The countersigners must be few, different and named.
template-defect-identity-source = The field “{ $subject }”: identitySource needs identityPolicy required and a type that can have such a value.
template-defect-minimum-age = minimumAge is no number of years that can be asked for.
template-defect-unknown-placeholder = The document names “{ $subject }”, which is no field.
template-defect-empty = A contract type needs a name, a field and a document.
