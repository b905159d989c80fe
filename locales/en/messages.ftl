# Texts that leave by SMS or e-mail. Digits stay ASCII; an SMS stays within GSM 7-bit letters,
# so that it costs one part. The phone code names no contract, and no message with a code has a link.

message-phone-code = { $company }: your verification code is { $code }. It only proves that this phone is yours. It is valid for { $minutes ->
    [one] 1 minute
   *[other] { $minutes } minutes
}. Do not share it.
message-email-code = { $company }: your verification code is { $code }. It only proves that this e-mail address is yours. It is valid for { $minutes ->
    [one] 1 minute
   *[other] { $minutes } minutes
}. Do not share it.
message-sign-code = { $company }: code { $code } signs contract { $request }, { $pages ->
    [one] 1 page
   *[other] { $pages } pages
}, ending { $ending }. Do not share it.

message-register-code = { $company }: code { $code } registers this phone number with us. Valid for { $minutes ->
    [one] 1 minute
   *[other] { $minutes } minutes
}. Do not share it.
message-register-email-code = { $company }: code { $code } registers this e-mail address with us. Valid for { $minutes ->
    [one] 1 minute
   *[other] { $minutes } minutes
}. Do not share it.
message-login-code = { $company }: code { $code } logs you in. Valid for { $minutes ->
    [one] 1 minute
   *[other] { $minutes } minutes
}. Do not share it.
message-password-code = { $company }: code { $code } sets a new password for your account. Valid for { $minutes ->
    [one] 1 minute
   *[other] { $minutes } minutes
}. Do not share it.
message-confirm-email-code = { $company }: code { $code } confirms this e-mail address. Valid for { $minutes ->
    [one] 1 minute
   *[other] { $minutes } minutes
}. Do not share it.
message-change-email-code = { $company }: code { $code } makes this your new e-mail address. Valid for { $minutes ->
    [one] 1 minute
   *[other] { $minutes } minutes
}. Do not share it.
message-product-code = { $company }: code { $code } for { $subject }. Valid for { $minutes ->
    [one] 1 minute
   *[other] { $minutes } minutes
}. Do not share it.

message-password-changed = { $company }: the password of your account was changed. If it was not you, contact us at once.
message-email-changed = { $company }: the e-mail address of your account was changed. If it was not you, contact us at once.

message-locked-subject = A number or mailbox gets no more codes today
message-locked = { $company }: { $number } has reached today's limit of verification codes and gets no more for 24 hours. If many are reported, somebody may be trying codes or having messages sent at your cost.

message-warning-subject = Your account was changed
message-phone-code-subject = Your verification code
message-sign-code-subject = Your code to sign a contract
message-invitation-subject = { $company } invites you to review a contract
message-signed-subject = Your signed contract { $request }
message-signed = { $company }: contract { $request } was signed with a code sent to you. Your sealed copy is attached. If you did not sign it, tell the company at once.
message-signed-link = { $company }: contract { $request } was signed with a code sent to you. Your copy, after a new code:
message-completed-subject = Your completed contract { $request }
message-completed = { $company } signed contract { $request } too. It is complete, and your copy with every signature is attached.
message-completed-link = { $company } signed contract { $request } too. Your copy with every signature, after a new code:

# What an operator sends to try the way out.
message-test-subject = Test message from Mithaq
message-test = This is a test message from Mithaq. Whoever reads it knows: messages arrive.

message-approved-subject = Your contract { $request } is ready to sign
message-approved = { $company }: contract { $request } is approved. Review and sign it: { $link }
message-reminder-subject = Contract { $request } waits for you until { $until }
message-reminder = { $company }: contract { $request } can be signed until { $until }. Continue where you were: { $link }
message-rejected-subject = Your contract { $request } was not approved
message-rejected = { $company } did not approve contract { $request }. Nothing was signed. The reason: { $link }
message-voided-subject = Contract { $request } was withdrawn
message-voided = { $company } withdrew contract { $request }, which you had signed. It has no effect.
message-declined-subject = Contract { $request } has no effect
message-declined = { $company }: contract { $request }, which you had signed, has no effect, because not everybody agreed to sign it.
message-expired-subject = Contract { $request } has no effect
message-expired = { $company }: contract { $request }, which you had signed, has no effect, because not everybody signed in time.
message-released-subject = Your signature on contract { $request } is no longer needed
message-released = { $company }: enough of those invited have signed contract { $request }. Your signature is no longer needed, and the contract does not bind you.
message-invitation = { $company } invites you to review and sign contract { $request }, which others sign too: { $link }
