# Error texts by number, for the API's envelope and for the pages.
# Each says what happened and, where a person can do something, what to do next.
# No variables: the field and its limits are named beside the text.

## 11xx: the request and its values
error-1101 = The request body is not valid JSON.
error-1102 = The request body is too large.
error-1103 = This content type is not supported. Send application/json.
error-1104 = There is nothing at this address.
error-1105 = This method is not allowed at this address.
error-1106 = This value is required. Please fill it in.
error-1107 = This value has the wrong type.
error-1108 = This name occurs more than once.
error-1109 = This value is too long.
error-1110 = The contract type has no field with this key.
error-1111 = This is not a valid phone number. Check the number and its country code.
error-1112 = This is not a valid e-mail address. Check it, for example name@example.com.
error-1113 = A phone number or an e-mail address is required.
error-1114 = The field does not take this value.
error-1115 = The public key cannot be read. Send an RSA key of at least 2048 bits, as PEM or Base64 DER.
error-1116 = RequestFieldsValues was given twice with different content. Send it once.
error-1117 = This value is outside the allowed range.
error-1118 = Additional signers are not supported yet. The invitation was not created.
error-1119 = This is not an Idempotency-Key. Send 1 to 255 visible ASCII characters, for example a UUID.
error-1120 = This Idempotency-Key was sent before with another body. Send a new key with each new request.
error-1121 = This is not a number. Use digits, for example 250.
error-1122 = This is not an amount of money. Use digits with at most two decimals, for example 1250.75.
error-1123 = This is not a date. Write year, month and day, for example 2026-11-22.
error-1124 = This is not a national ID number. It has 14 digits and stands on the national ID card.
error-1125 = This is not one of the choices. Choose one from the list.
error-1126 = This box takes only yes or no.
error-1127 = Another answer rules this field out. Leave it out, or change that answer.
error-1128 = These are not the rows of the table. Give each row one short text for every column.
error-1129 = Only the company fills this field in.

## 12xx: access
error-1201 = The ApiKey is missing or unknown.
error-1202 = The access token is missing, not valid or expired. Please log in again.
error-1203 = The user name or the password is wrong.
error-1204 = Too many failed attempts. Please try again later.
error-1205 = You are not allowed to do this.
error-1206 = TenancyName does not match the ApiKey.
error-1207 = The refresh token is not valid. Please log in again.
error-1208 = This call needs a secret ApiKey. The one that was sent is publishable.
error-1209 = This ApiKey may not be used from this network address.

## 13xx: verification codes
error-1301 = The code is not right. Check the last message and type its six digits.
error-1302 = The code has expired. Ask for a new code.
error-1303 = The code was wrong too many times. Ask for a new code.
error-1304 = A code was sent a moment ago. Please wait before you ask for a new one.
error-1305 = Too many codes were asked for today. Please try again tomorrow, or contact the company.
error-1306 = No code has been sent yet. Ask for a code first.
error-1310 = The user was not found.
error-1311 = The identity is not verified, so there is nothing to cancel.
error-1312 = This phone number is already registered. Please log in.
error-1313 = This e-mail address is already registered. Please log in, or use another address.
error-1314 = The phone number or the password is wrong.
error-1315 = The password is too short. Choose at least 8 characters.
error-1316 = The reset code is not valid any more. Ask for a new code.
error-1317 = The subject of the message must be one line without a link.

## 14xx: invitations
error-1401 = The contract type is unknown.
error-1402 = The contract type is not among the allowed ones.
error-1403 = An invitation for identity only cannot carry contracts.
error-1404 = The invitation was not found. Open the link from your message again.
error-1405 = The invitation has already ended.
error-1406 = The link has expired. Ask the company for a new link.
error-1407 = The page was open for too long. Please try again.

## 15xx: contracts
error-1501 = The contract was not found.
error-1502 = This cannot be done in the contract’s present state.
error-1503 = The contract is not the one that was shown to you. Please review it again before you sign.
error-1504 = The contract’s PDF is not ready yet. Please try again in a moment.
error-1505 = One or more values are missing. Please fill them in.
error-1506 = The contract type was not found.

## 16xx: settings
error-1601 = The setting does not take this value.
error-1602 = There is no event of this name.
error-1603 = This is not the address of an endpoint. Send a whole https address without a user name, for example https://example.com/webhooks.
error-1604 = The endpoint’s address must begin with https://.
error-1605 = The endpoint’s address leads to a private network. It must be reachable from the internet.
error-1606 = There are already as many subscriptions as allowed. Delete one first.
error-1607 = The subscription was not found.
error-1608 = This is not a moment in time. Write date, time and offset, for example 2026-11-22T10:00:00Z.
error-1609 = The delivery was not found.
error-1610 = There are too many events in this span of time. Choose a shorter one.
error-1611 = The event was not found.

## 19xx: limits and availability
error-1900 = Something went wrong on our side. Please try again.
error-1901 = The service is very busy at the moment. Please try again shortly.
error-1902 = Too many requests. Please wait a little and try again.
