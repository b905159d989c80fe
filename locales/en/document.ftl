# What is printed in sealed documents, beside the contract's own text.

document-mark-test-chain = TEST. Sealed with a test certificate; the issuer is not a licensed provider.
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
document-seal-reason = Confirmed by the customer with a verification code, sealed electronically by the company
document-seal-reason-company = Countersigned by a member of the company, sealed electronically by the company
document-block-confirmed-by = Confirmed by
document-block-phone = Verified contact
document-block-time = Time
document-block-reference = Reference
document-block-level = Confirmed with a verification code and sealed electronically by the company.
document-block-for = For
document-block-countersigned-by = Countersigned by
document-block-level-company = Countersigned from the signer's account at the company and sealed electronically by the company.
