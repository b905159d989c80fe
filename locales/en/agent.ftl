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
agent-token-failed = The token did not sign: { $why }.
agent-silence = It did not work, and is tried again: { $why }
agent-revoked = This pairing is no longer valid. Ask for a new code and pair this computer again.
agent-why-unreadable = the request is not readable
agent-why-other-document = the file does not begin with the document whose SHA-256 was stated
agent-why-other-statement = the statement is about something else
agent-why-no-place = the file has no empty place for a signature at its end
agent-why-certificate = the certificate of this pairing cannot be used
