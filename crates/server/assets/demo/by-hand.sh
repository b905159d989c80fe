BASE='{base}'; KEY='{key}'; OUTBOX='{outbox}'; JAR=$(mktemp)
TOKEN=$(curl -s "$BASE/api/credentials/Login" -H "ApiKey: $KEY" -H 'TenancyName: {tenancy}' -H 'Content-Type: application/json' -d '{"tenancyName":"{tenancy}","userNameOrEmailAddress":"{user}","password":"{password}"}' | sed -n 's/.*"accessToken" *: *"\([^"]*\)".*/\1/p')
HEAD=$(curl -s -D - -o /dev/null "$BASE/api/IdentityUserSession/CreateInvitation" -H "ApiKey: $KEY" -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' -d '{"SessionInput":{"phoneNumber":"+2010'$(date +%s | tail -c 9)'","sessionPermissions":{"allowedContractTypeIds":[414],"minimalSignatureFlow":true,"DigitalIdentityOnly":false},"RequestFieldsValues":{"414":{"fullName":"Ahmed Mohamed","monthlyIncome":"5000"}}}}' | tr -d '\r')
ID=$(echo "$HEAD" | sed -n 's/^x-session-id: //p'); LINK=$(echo "$HEAD" | sed -n 's/^x-session-url: //p'); echo "$LINK"
field() { curl -s -b "$JAR" -c "$JAR" "$BASE/session/$ID" | sed -n "s/.*name=\"$1\" value=\"\([^\"]*\)\".*/\1/p" | head -n 1; }
post() { TO=$1; shift; curl -s -b "$JAR" -c "$JAR" -o /dev/null -w "$TO: %{http_code}\n" "$BASE/session/$ID/$TO" -d "form_token=$(field form_token)" "$@"; }
code() { sleep 1; grep -l "$ID" "$OUTBOX"/*.json | tail -n 1 | xargs sed -n 's/.*"code": "\([0-9]*\)".*/\1/p'; }
curl -s -b "$JAR" -c "$JAR" -o /dev/null -w 'open: %{http_code}\n' "$LINK"
post continue
post send-code
post verify-code -d "code=$(code)"
HASH=$(field document_sha256); curl -s -b "$JAR" -o reviewed.pdf "$BASE/session/$ID/review.pdf"
post sign -d "document_sha256=$HASH"
post verify-code -d "code=$(code)" -d "document_sha256=$HASH"; sleep 1
curl -s -b "$JAR" -o contract.pdf "$BASE/session/$ID/sealed.pdf"
curl -s "$BASE/api/IdentityUserSession/Get?id=$ID" -H "ApiKey: $KEY" -H "Authorization: Bearer $TOKEN"
curl -s "$BASE/api/IdentityUserSession/List" -H "ApiKey: $KEY" -H "Authorization: Bearer $TOKEN"
curl -s "$BASE/api/BusinessRequest/GetAllRequestTypes" -H "ApiKey: $KEY" -H "Authorization: Bearer $TOKEN"
curl -s "$BASE/api/BusinessRequest/GetRequests" -H "ApiKey: $KEY" -H "Authorization: Bearer $TOKEN"
curl -s "$BASE/.well-known/jwks.json"
