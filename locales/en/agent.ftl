# What `mithaq sign-agent` says on the terminal of whoever countersigns.
agent-paired = Paired: this computer signs for { $company } as { $member }. Start it by “mithaq sign-agent run”.
agent-waits = Waiting for what { $company } asks { $member } to sign. Stop with Ctrl-C.
agent-shows =
    To be signed for { $company }
      Contract   { $number }
      Pages      { $pages }
      SHA-256    { $sha256 }
      To read    { $file }
    Compare the SHA-256 with the one that the company’s system shows.
agent-ask-consent = Do you sign this contract? Type “yes” to sign, anything else to refuse.
agent-ask-pin = PIN of your token (it is not shown):
agent-signed = Signed. The contract goes on by itself.
agent-declined = Not signed.
agent-told = The company was told.
agent-distrusts = What the server sent does not fit together, so it is not signed: { $why }.
agent-other-key = The token signed with another key than the paired one. Pair this computer again.
agent-not-by-token = The token did not sign: { $why }.
agent-silence = It did not work, and is tried again: { $why }
agent-revoked = This pairing is no longer valid. Ask for a new code and pair this computer again.
agent-why-unreadable = the request is not readable
agent-why-other-document = the file does not begin with the document whose SHA-256 was stated
agent-why-other-statement = the statement is about something else
agent-why-no-place = the file has no empty place for a signature at its end
agent-why-certificate = the certificate of this pairing cannot be used
agent-token-module = its library cannot be used ({ $detail })
agent-token-away = it is not there
agent-token-several-tokens = several tokens bear this label
agent-token-pin-refused = it refused the PIN, which is not tried again until you type another
agent-token-pin-at-risk = one more wrong PIN would lock it, or it is locked; see to it by its maker's tools
agent-token-no-key = it holds no such key with its certificate
agent-token-several-keys = it holds several keys of this name
agent-token-unsupported-key = it cannot sign with this key as is needed here
agent-token-failed = it failed ({ $detail })
