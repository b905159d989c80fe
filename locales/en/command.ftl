# What `mithaq verify`, `mithaq template`, `mithaq check` and `mithaq tenant` say at a terminal.

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
verify-others = Made by
verify-others-before = another program, before this document was sealed here
verify-others-what = another program
verify-filled = Form fields filled in after it, as it allows
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
verify-ended = ENDED
verify-ended-what = the certificate has ended since, and no timestamp that you trust proves that the seal was made before; only the seal itself says so
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
verify-problem-token-before-entries = the timestamp states a time before that of an entry that it should be over
verify-problem-token-renewal-of-other = the renewal that should cover the timestamp is altered, or of other timestamps
verify-problem-revoked = a certificate had been revoked
verify-problem-changed-afterwards = the document was changed afterwards in a way that is not allowed

# What `mithaq verify journal` says.

verify-journal-whole = WHOLE. The journal of { $company } is as it was written.
verify-journal-broken = BROKEN. The journal of { $company } was changed after it was written.
verify-journal-untrue = NOT TRUE. The journal of { $company } was not changed, but an entry states a later time than the outside timestamp over it; the clock of the server was wrong when it was written.
verify-journal-unknown-issuer = WHOLE, BUT A TIMESTAMP'S AUTHORITY IS UNKNOWN. The journal of { $company } is as it was written, but no root that you gave vouches for the authority of a timestamp.
verify-journal-waiting = NOT FULLY JUDGED. Entries of { $company } have no place in the chain yet, and the chain says nothing of them; a running server gives them theirs within a second.
verify-journal-not-judged = NOT JUDGED. The journal of { $company } could not be read.
verify-journal-problem = Reason
verify-journal-entries = Entries found whole
verify-journal-heads = Heads found true
verify-journal-head = Newest head, to be kept outside this machine
verify-journal-head-at = Time of this head, by this server
verify-journal-kept = Heads kept outside that were met
verify-journal-timestamps = Outside timestamps over heads
verify-journal-by-issuer = none; time by the issuer
verify-journal-timestamp-wrong = The outside timestamp over the head at { $size } does not hold:
verify-journal-proven = Proven time
verify-journal-proven-what = the entries up to { $size } existed by { $at }, says { $authority }
verify-journal-proven-unknown = none; time by the issuer, since no given root vouches for the authority (--trust)
verify-journal-proven-lapsed = none; time by the issuer, since the certificate of the authority has ended
verify-journal-later = Entries after that, time by the issuer
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
verify-bundle-check-time = Outside timestamp
verify-bundle-check-time-good = over this head, sound, and not before any entry
verify-bundle-check-time-none = there is none; time by the issuer
verify-bundle-check-story = Events
verify-bundle-check-story-good = the entries are of this contract and tell of each confirmation and of this sealed file
verify-bundle-check-commitments = Commitments
verify-bundle-check-commitments-good = each opened statement is what its signature committed itself to
verify-bundle-check-completion = Certificate of completion
verify-bundle-check-completion-good = sealed, of this contract, and told of in the journal
verify-bundle-check-completion-none = there is none, since the contract is not completed yet
verify-bundle-check-certificates = Certificates
verify-bundle-check-certificates-good = readable; that they are here does not make them trusted
verify-bundle-entries = Journal entries proved
verify-bundle-head = Head of the chain
verify-bundle-head-at = Time of the head
verify-bundle-head-timestamped = by the issuer; the outside timestamp proves that every entry existed by the time that it states
verify-bundle-head-by-issuer = time by the issuer, without an outside timestamp
verify-bundle-head-by-unknown = time by the issuer; no given root vouches for the authority of the outside timestamp
verify-bundle-head-lapsed = time by the issuer; the certificate of the outside timestamp's authority has ended, so that it proves nothing any more
verify-bundle-head-not-timestamped = time by the issuer; the outside timestamp does not hold
verify-head-timestamp = Outside timestamp over the head
verify-head-renewed = Stamped again before that, at
verify-bundle-statement = Proved: { $field } confirmed { $number } on { $at }
verify-bundle-statement-seal = Proved: { $field } countersigned { $number } on { $at }, by the company's electronic seal itself; no natural person signed there
verify-bundle-statement-name = Name, as the document shows it
verify-bundle-statement-contact = Reached at
verify-bundle-seals = How far the seals go
verify-bundle-seals-configuration = { $level }; wanted: { $wanted }. No timestamp authority was configured on the issuer's server
verify-bundle-seals-answer = { $level }; wanted: { $wanted }. Outside authorities had not answered yet
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
verify-bundle-problem-other-seal = a signature that should be by the company's seal is by another certificate
verify-bundle-problem-other-kind = a signature is not of the kind that the evidence says
verify-bundle-problem-entries-out-of-order = the journal entries are missing, too many or out of order
verify-bundle-problem-broken-link = a journal entry does not follow from the one before it
verify-bundle-problem-not-proved = a journal entry was altered, or does not stand in the chain below its head
verify-bundle-problem-timestamp-of-other = the outside timestamp is of another head
verify-bundle-problem-timestamp-invalid = the outside timestamp is not sound: altered, or not by an authority for timestamps
verify-bundle-problem-timestamp-before-entries = the outside timestamp states a time before that of an entry that it should be over
verify-bundle-problem-renewal-invalid = a renewal of the outside timestamp is altered, or of other timestamps
verify-bundle-problem-other-contract = a journal entry is of another contract or another session
verify-bundle-problem-sealing-not-told = no journal entry tells that this file was sealed
verify-bundle-problem-confirmation-not-told = a confirmation that is claimed is not in the journal as it is claimed
verify-bundle-problem-facts-not-told = the journal tells another type, version, number of pages or time of the contract than the bundle says
verify-bundle-problem-other-commitment = a statement is not what the signature committed itself to
verify-bundle-problem-other-statement = a statement speaks of something else than the evidence
verify-bundle-problem-completion-missing = the contract is completed and no certificate says so, or one says so of a contract that is not
verify-bundle-problem-completion-invalid = the certificate of completion is not whole, or sealed by another issuer than the contract
verify-bundle-problem-other-completion = the certificate of completion is of another contract, or not the one that the journal tells of
verify-bundle-problem-certificates-malformed = the certificates cannot be read

template-good = { $text }: good. Printed with sample values it has { $pages ->
    [one] one page
   *[other] { $pages } pages
}.
template-printed = { $text }: { $pages ->
    [one] one page
   *[other] { $pages } pages
}, marked as a preview.
template-printed-unmarked = { $text }: { $pages ->
    [one] one page
   *[other] { $pages } pages
}. The PDF is signed by others, so that no mark of a preview can stand on it.
template-unprintable = No embedded font has these letters; a dotted circle stands in their place: { $text }
template-takes = Signatures of the contract take these signature fields, which wait in the PDF, in this order, as far as there are signatures: { $text }. A field that waits and is not named is left to others: it is closed, or asks of its signature what no seal here does (/Lock, /SV).
template-takes-none = Signatures of the contract take no field of this PDF and are not seen on its pages. A field that waits for a signature in it is left to others: it is closed, or asks of its signature what no seal here does (/Lock, /SV).
template-field-name = “{ $name }”
template-and-field = { $names }, then { $name }
template-moved = Too little room at their places, so that they stand on the signature page: { $text }
template-position = line { $line }, column { $column }
template-file = File { $subject }: { $more }
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
template-fault-language = The languages stand around “::” in the order in which the front matter names them: English first where it names none.
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
template-defect-form-field = The values that “{ $subject }” may have cannot all go into the field “{ $more }” of the PDF’s form: it is of another kind, or lacks one of the choices.
template-defect-unused-field = Field “{ $subject }” is required, but the document does not use it.
template-defect-too-many-fields = There are too many fields.
template-defect-too-many-files = Too many fields take a file.
template-defect-countersigners = The countersigners must be few, different and named.
template-defect-identity-source = The field “{ $subject }”: identitySource needs identityPolicy required and a type that can have such a value.
template-defect-minimum-age = minimumAge is no number of years that can be asked for.
template-defect-unknown-placeholder = The document names “{ $subject }”, which is no field.
template-defect-empty = A contract type needs a name, a field and a document.

template-upload-unreadable = The PDF cannot be read as it is written; damaged files are not repaired.
template-upload-encrypted = The PDF is encrypted.
template-upload-too-large = The PDF has too many bytes, pages or objects.
template-upload-javascript = The PDF holds JavaScript.
template-upload-open-action = The PDF does something when it is opened (OpenAction).
template-upload-additional-action = The PDF does something by itself (AA).
template-upload-launch = The PDF starts a program (Launch).
template-upload-action = The PDF holds an action other than a link.
template-upload-xfa = The PDF holds an XFA form.
template-upload-embedded-file = The PDF holds embedded files.
template-upload-external-reference = The PDF refers to what lies in another file.
template-upload-optional-content = The PDF holds layers or pictures that can be switched.
template-upload-form = The PDF’s form is not written as forms are: fields in a circle, two of one name, or boxes that belong to no field.
template-upload-annotation = The PDF holds notes, stamps, films or sounds.
template-upload-signed = The PDF bears the remains of a signature, or usage rights, that belong to no field.
template-upload-signature-broken = The PDF was changed after it was signed: one of its signatures does not hold.
template-upload-signature-unknown = A signature in the PDF cannot be checked here: it uses an algorithm or form that is not supported, or a certificate that was not valid then.
template-upload-signature-forbids = The signatures in the PDF forbid further ones, by DocMDP or FieldMDP.
template-placed-on-signed = The PDF is signed, so nothing can be placed on its pages: “{ $subject }” must name a field of its form.
template-form-field-unknown = The PDF’s form has no field “{ $subject }”.
template-form-field-twice = The field “{ $subject }” of the PDF’s form is named twice.
template-form-field-read-only = The field “{ $subject }” of the PDF’s form is read-only.
template-form-field-locked = The field “{ $subject }” of the PDF’s form is closed by a signature in it, or was filled in since the last one: it can no longer be filled in.
template-form-field-unseen = No page shows the field “{ $subject }” of the PDF’s form.
template-form-field-kind = The field “{ $subject }” of the PDF’s form is of a kind that is not filled in: a button to press, a password, a file or formatted text.
template-form-field-apart = The field “{ $subject }” of the PDF’s form has boxes that are objects of their own, such as radio buttons: in a PDF that is signed, filling it in would count as a change to some readers.
template-form-field-too-small = The field “{ $subject }” of the PDF’s form is too small for a text.
template-form-field-size = The field “{ $subject }” of the PDF’s form: “size” and “least” lie between 4 and 40 points, and “least” is not above “size”.
template-form-field-reserved = The PDF’s form has a field “{ $subject }”: contracts call their own signature fields “Customer” or “Company” with a number, or “CompanySeal”. Give it another name.

waiting-warning = warning: { $what }
waiting-countersignature = seals: { $company }: { $count ->
    [one] 1 contract waits
   *[other] { $count } contracts wait
} for the company’s seal, which countersigns by itself. Waiting longest: contract { $contract }, since { $since }. { $why }
waiting-signature = seals: { $company }: { $count ->
    [one] 1 contract waits
   *[other] { $count } contracts wait
} for the company’s seal over signatures that were given. Waiting longest: contract { $contract }, since { $since }. { $why }
waiting-level = seals: { $company }: { $count ->
    [one] 1 sealed file has
   *[other] { $count } sealed files have
} not reached the level that the company wants: what it takes from external authorities has not all been added yet. Waiting longest: contract { $contract }, since { $since }. { $why }
waiting-authority = seals: { $company }: { $count ->
    [one] 1 sealed file waits
   *[other] { $count } sealed files wait
} for a server that has a timestamp authority ([[timestamp]]), to be raised to the level that the company wants. Waiting longest: contract { $contract }, since { $since }.
waiting-untried = Nothing was tried yet: does a server run on this data?
waiting-under-way = An attempt is under way, or was broken off.
waiting-failed = Attempts: { $attempts }. The last one: { $why }
waiting-cut = seals: more is queued than is looked at here, so more may wait than is said.
waiting-unread = seals: what waits for a seal cannot be said: { $why }

seal-key-at-least = at least { $count }
seal-key-other-name = Nothing was imported. The new certificate is of one name ({ $new }), and { $count ->
    [one] a contract is signed in part under another:
   *[other] { $counted } contracts are signed in part under another; the one that was begun first is
} { $contract }, since { $since }, under ({ $begun }). Sealed under two names, { $count ->
    [one] its evidence
   *[other] their evidence
} would be refused by `mithaq verify` (other-seal). Let what is begun be completed or withdrawn first; or repeat this with --other-name, if you accept that.
