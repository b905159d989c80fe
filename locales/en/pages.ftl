# The hosted session's pages. $company is filled in everywhere; what stands in a variable is
# isolated by direction, so sentences may name Latin words and numbers freely.

## Frame
product = Mithaq
company-unknown = the company
step-of = Step { $number } of { $of }
step-open = Start
step-phone = Your phone
step-email = Your e-mail
step-identity = Your identity
step-missing = Missing details
step-review = Review
step-sign = Confirm
step-done = Done
footer-run-by = { $company } runs this page with Mithaq.
footer-privacy = Privacy
footer-help = Help
errors-title = Please check the following
errors-prefix = Please check:
optional = (optional)
pages = { $pages ->
    [one] one page
   *[other] { $pages } pages
}

## Pages that know nothing about anyone
explain-title = This page opens from an invitation
explain-what = Companies use Mithaq to invite you to read a contract and to sign it, or to decline it.
explain-how = The company sends you a personal link by SMS or e-mail. Open that link to go on.
explain-safety = You never need to pay or to install anything in order to read a contract.
link-needed-title = Open the link from your message
link-needed-what = This browser has not opened your invitation yet, or it was opened too long ago.
link-needed-next = Go back to the message from the company and open its link in this browser.
unknown-title = This link is not right
unknown-what = There is no invitation under this link. Part of the link may have been lost when it was copied.
unknown-next = Open the link straight from the message. If it still does not work, ask the company for a new one.
expired-title = The link has expired
expired-what = Links work for a limited time, to protect you. Nothing can be signed with this one any more.
expired-next = Ask the company that invited you for a new link.
sign-link-expired-title = Time ran out for this page
sign-link-expired-what = The link that the app opened works for 30 minutes, to protect you. Nothing can be signed with it any more.
sign-link-expired-next = Go back to the app and open the contract again.
not-needed-title = Your signature is no longer needed
not-needed-what = Enough of those invited have signed this contract. You did not sign it, so it does not bind you.
not-needed-next = You need not do anything. If you did not expect that, contact the company.
revoked-title = The invitation was withdrawn
revoked-what = This invitation no longer applies. Nothing can be signed with this link.
revoked-next = If you did not expect that, contact the company.
used-title = This link has been used already
used-what = It opens only once, and it was opened in another browser.
used-next = If that was you, go on in that browser. If not, ask the company for a new link.
completed-title = This invitation is complete
completed-what = The contract is signed. Nothing more can be signed with this link.
completed-next = You can get your signed copy here at any time. First we send a code to the phone or e-mail with which it was signed.
completed-copy = Get my copy
problem-title = Something went wrong on our side
problem-what = It is not your fault, and what you have already done is kept.
problem-busy-title = The service is very busy
problem-busy-what = Too many people are using it at this moment. What you have already done is kept.
problem-next = Wait a minute, then load this page again.
problem-reference = If you contact the company, name this reference:

## Open
open-title-contract = { $company } invites you to review and sign a contract
open-title-contracts = { $company } invites you to review and sign { $contracts ->
    [one] one contract
   *[other] { $contracts } contracts
}
open-title-identity = { $company } asks you to prove your identity
open-lead = Nothing is signed until you confirm at the end. You can stop at any step.
open-lead-identity = No contract can be signed here. You can stop at any step.
open-next = What happens next
open-step-phone = We send a code to your phone
open-step-phone-more = It shows us that the phone is yours. Only then do we show you anything personal.
open-step-email = We send a code to your e-mail
open-step-email-more = It shows us that the address is yours. Only then do we show you anything personal.
open-step-review = You read the contract
open-step-review-more = Page by page, exactly as it will be sealed.
open-step-sign = You sign with a second code, or decline
open-step-sign-more = After that you get your copy.
open-step-identity = You prove your identity
open-step-identity-more = With your national ID card and a selfie check.
open-valid-until = This link works until { $until }.
open-continue = Continue
not-you = Not you?
not-you-what = If you do not know this company or this is not for you, stop the messages.
not-you-button = This is not me

## Prove the phone
phone-title = Prove that this phone is yours
email-title = Prove that this e-{"\u2060"}mail is yours
phone-what = We will send a verification code to { $destination }.
phone-sent = We sent a verification code to { $destination }.
phone-why = This code signs nothing.
mailbox-why = { $company } asks for a confirmed e-{"\u2060"}mail address before you sign.
mailbox-name-title = What is your e-{"\u2060"}mail address?
mailbox-name-what = We send a code there. It signs nothing.
mailbox-label = Your e-{"\u2060"}mail address
mailbox-for-copy = Once you have signed, your copy goes there too.
mailbox-change-title = Wrong address?
mailbox-change-what = If no code arrives, look among your unwanted mail and check the address. One that somebody else has confirmed with the company cannot be used here.
mailbox-change-button = Send a code to this address
phone-for-copy = After that you can download your signed contract.
code-label = Verification code
code-hint = Six digits, valid for { $minutes ->
    [one] one minute
   *[other] { $minutes } minutes
}.
code-untold = This is a public sandbox, and no message leaves it. Your code is { $code }.
code-secret = Do not give it to anyone, not even to someone from the company.
send-code = Send code
verify-code = Check the code
resend-question = No code?
resend-code = Send a new code
resend-wait = You can ask for a new code in { $time }.
resend-now = You can ask for a new code now.

## Missing values
missing-title = A few details are missing
missing-what = { $company } needs them before your contract can be prepared. After that you review the whole contract.
missing-locked = Already filled in by the company
missing-locked-what = These values cannot be changed here. If one is wrong, tell the company below.
missing-choose = Choose
missing-file-takes = PDF, JPEG or PNG, at most { $most }.
missing-file-replace = To replace it, choose another one.
missing-save = Save and review

## The contract's card
card-label = Your contract
card-request = Contract number
card-pages = Pages
card-amount = Amount
mark-test-seal = Test seal, not from a licensed provider: for trial only.
mark-identity-unchecked = Identity is not checked for this contract, only the phone or e-mail.

## Review
review-title = Review your contract
review-lead = Read it before you sign. You see the very pages that will be sealed.
review-highlights = As your contract says
review-page = page { $page }
review-highlights-wrong = If one of these is wrong, do not sign.
review-document = The contract, page by page
review-picture = Page { $page } of { $pages }. The text of the contract follows under “Read as text”.
review-caption = Page { $page } of { $pages }
review-enlarge = Select a page to enlarge it.
review-pdf = Open the contract as PDF
review-text = Read as text
review-text-what = A reading aid. The pages shown as pictures and in the PDF are what you sign.
review-table = Table of the contract
review-fingerprint = Digital fingerprint ends in { $ending }
review-fingerprint-what = The fingerprint is worked out from the contract file. If one letter of the file changed, it would change too. The message with your code names the same four characters.
review-consent = I have read this contract and I agree to it. I confirm with a code; the company then seals it electronically.
review-file = { $pages ->
    [one] One page
   *[other] { $pages } pages
}, fingerprint ends in { $ending }
review-sign = Sign with a code
review-stop = Don’t want to sign?
signature-label = Your name as a signature
signature-hint = Type it the way you want it to appear on the signature page.
drawing-title = Draw your signature
drawing-hint = With a finger or the mouse. It appears on the signature page. If you prefer, type your name above instead.
drawing-pad = Area to draw your signature in
drawing-undo = Undo the last stroke
drawing-clear = Clear
location-title = Where you are signing
location-why = { $company } keeps it with your confirmation, as evidence if anyone ever disputes it. It is not printed in the contract. You can sign without it.
location-share = Add my location
location-forget = Remove it
location-asking = Your browser now asks for your permission. You can sign without waiting.
location-given = Your location is added. It is kept only once you sign.
location-refused = No location was added. You can sign all the same.
location-forgotten = Your location was removed. You can sign all the same.
report-title = Something is wrong
report-what = If a name, an amount or a date is not right, tell { $company }. Nothing is signed.
report-label = What is wrong?
report-button = Tell the company
decline-title = Decline
decline-what = You do not have to sign. { $company } is told that you declined.
decline-label = Your reason
decline-button = Decline the contract

## Sign
sign-title = Confirm with the code
sign-sent = We sent a code to { $destination }. It signs this contract and no other.
sign-compare = Sign only if the message names { $request } and the ending { $ending }.
sign-level = { $company } seals your confirmation electronically. It is not a signature with a certificate of your own.
sign-button = Sign the contract
sign-read-again = Read the contract again

## Done
done-title = You signed the contract
done-how = You confirmed it with a verification code, and the company sealed it electronically.
done-how-sealing = You confirmed it with a verification code. The company’s electronic seal is being put on now.
done-when = Signed on
done-by-phone = Confirmed from number
done-by-email = Confirmed from e-mail
done-reference = Reference
done-sealing = Preparing your copy. This takes a few seconds, and the page shows it by itself.
done-sealing-check = Check again
done-download = Download your contract
done-next = What happens next
done-next-customers = Others named in the contract still have to sign it. We tell you when they have.
done-next-company = { $company } still has to sign. You then get your copy once more, with every signature.
done-next-seal = { $company }’s electronic seal countersigns by itself, as a rule within seconds. You then get your copy with it.
done-copy-email = We also send your copy to { $destination }.
done-copy-phone = We also send a link to your copy to { $destination }.
done-copy = Keep your copy. The link of your invitation leads to it again at any time, after a new code.

## Ends and waits
declined-title = You declined the contract
declined-what = Nothing was signed. { $company } has been told.
declined-next = If it was a mistake, ask the company for a new invitation.
reported-title = We told the company
reported-what = Nothing was signed. { $company } now knows that something is wrong and will contact you.
reported-next = There is nothing more for you to do here.
not-me-title = Thank you, we will not write again
not-me-what = You will get no more messages about this invitation at this address or number.
not-me-next = The company only learns that it may have reached the wrong person.
mailbox-pending-title = This e-{"\u2060"}mail address cannot be confirmed
mailbox-pending-what = { $company } asks for a confirmed e-{"\u2060"}mail address before you sign. The one in this invitation cannot be confirmed here.
mailbox-pending-next = Ask { $company } for an invitation with another e-{"\u2060"}mail address. Nothing was signed.
identity-pending-title = Your phone is proved
identity-pending-title-email = Your e-{"\u2060"}mail is proved
identity-pending-what = The next step is to check your identity. It cannot be done on this page yet.
identity-pending-next = { $company } will tell you how to go on. Nothing can be signed here.
blocked-form-title = This link cannot go on yet
blocked-form-what = Your contract needs details that cannot be filled in on this page yet.
blocked-several-what = This invitation holds several contracts, and they cannot be signed on this page yet.
blocked-next = Please contact { $company }. Nothing was signed, and your details are kept.
waiting-title = Waiting for the company
waiting-what = { $company } has to approve the contract before you can sign it.
waiting-next = You will get a message with a link as soon as it is approved. You can close this page.
preparing-title = Your contract is being prepared
preparing-what = This takes a few seconds, and the page goes on by itself.
refused-title = The company did not approve the contract
refused-what = It cannot be signed. Nothing was signed.
refused-reason = The company’s reason

## Files that were given

file-shown = { $name } ({ $kind }, { $size })
file-kilobytes = { $number } KB
file-megabytes = { $number } MB

## Whether a document is genuine, for anybody

check-title = Check a document
check-what = See whether a contract was really issued here, and whether anything in it was changed. Anybody may check.
check-file-title = Check the file
check-file-label = The PDF you were given
check-file-hint = At most 16 MB. It is looked at once, on this server only, and kept nowhere.
check-file-button = Check the file
check-code-title = Check a printed copy
check-code-label = Short code on the last page
check-code-hint = 16 letters and digits, such as ABCD-{ "\u2060" }EFGH-{ "\u2060" }JKMN-{ "\u2060" }PQRS. The code alone tells who issued the document and when, not who signed.
check-code-button = Look up the code
check-code-found-title = A document with this code was issued here
check-code-found-what = Compare what stands here with your copy. Only the file itself shows whether anything was changed, and who signed.
check-no-such-code-title = No document has this code
check-no-such-code-what = Compare it with the code on the last page. If it is the same, this document was not sealed here: ask whoever gave it to you.
check-genuine-title = This document is genuine
check-genuine-what = It was sealed here, everybody signed, and nothing was changed since.
check-genuine-open-title = Genuine, but not yet signed by everybody
check-genuine-open-what = It was sealed here and nothing was changed since. Signatures that it waits for are not in this file.
check-genuine-ended-title = Genuine, but no longer in force
check-genuine-ended-what = It was sealed here and nothing was changed since. The contract has ended without effect: ask the company why.
check-altered-title = This document was changed
check-altered-what = It bears a seal, but the file is not as it was when it was sealed. Do not rely on it: ask the company for the original.
check-not-ours-title = This document was not sealed here
check-not-ours-what = It bears the seal of somebody else, or nobody here knows it. This page can say nothing of it.
check-unsealed-title = This document bears no seal
check-unsealed-what = It may be a draft or a copy made by printing. Check the file that you were sent, or the code on its last page.
check-unreadable-title = This file cannot be checked
check-unreadable-what = It is no whole PDF, or it is protected by a password. Check the file as you were sent it.
check-no-file-title = No file arrived
check-no-file-what = Choose the PDF and send it again. On a slow network that may take a while.
check-too-large-title = This file is too large
check-too-large-what = Files of at most 16 MB are checked here. The program of this server checks larger ones on your own computer.
check-too-often-title = Please wait a minute
check-too-often-what = Too much was asked from your network. Try again in a minute.
check-test = Sealed with a test certificate: nobody stands for its issuer, and it is for trying out only.
check-issuer = Issued by
check-number = Number
check-day = Sealed on
check-pages = Pages
check-fingerprint = Fingerprint (SHA-256)
check-fingerprint-what = The last four characters stood in the message with the code that the signers confirmed.
check-signatures = Signed by
check-by-customer = Customer
check-by-company = For the company
check-by-seal = The company’s electronic seal
check-no-name = without a name in the document
check-level = Each person confirmed the document with a code sent to their phone or mailbox, and the company sealed it electronically. It is not a certificate-based signature of the person.
check-level-seal = The company’s electronic seal countersigned by itself, as this kind of contract provides. No person made that signature.
check-time = Times are those of the company’s server.
check-time-stamped = Times are those of the company’s server. { $authority } timestamped the file as well; whether that authority is to be trusted is not judged here.
