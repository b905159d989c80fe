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
error-1140 = This is not Base64. Send the bytes of the picture as Base64.
error-1141 = This is not one file. Give its name, and its content as Base64.
error-1142 = This file is empty. Choose another one.
error-1143 = This file is too large. Choose a smaller one, or take the photo again at a smaller size.
error-1144 = This kind of file is not taken. Choose a PDF, a JPEG or a PNG.
error-1145 = This file is damaged or not whole. Choose another one, or take the photo again.
error-1146 = These files are too large to be sent together. Send them one after the other.
error-1147 = The files did not arrive whole. Send them again, from a place with a better connection if you can.

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
error-1210 = The code of the second factor is wrong or was used already. Wait for the next code and try again.

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
error-1318 = The company does not accept this sign-in provider.
error-1319 = The proof of your e-mail address is not valid any more. Sign in with your provider again.
error-1320 = Take pictures of both sides of the ID card first, and of the face last.
error-1321 = The identity is verified already. To verify another ID card, cancel the verified identity first.
error-1322 = Another user is verified with this ID number. Please contact the company.
error-1323 = Two of the pictures are the same. Take three new pictures of the face.
error-1324 = The transaction or the picture was not found.
error-1325 = The transaction is not waiting for a decision: pictures are missing, or it was decided already.
error-1340 = Text messages cannot be sent to numbers of this country. Please contact the company.
error-1341 = The company has used up its text messages for today. Please try again tomorrow, or contact the company.
error-1342 = Codes to numbers like this one are paused, because many were asked for and not used. Please try again in an hour, or contact the company.

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
error-1507 = No file was given for this field.
error-1530 = This contract needs a verified identity. Verify yours first, then try again.
error-1531 = Another of your contracts is still open. Finish it first, then start a new one.
error-1532 = This company asks for a confirmed e-mail address. Confirm yours first, then try again.
error-1533 = Your location is not known, or is more than 80 km from where you last logged in. Log in again where you are now, or prove by your face that you are there, then ask for a new code.
error-1534 = This account is not among the company’s signers of this contract.
error-1535 = This account has already signed this contract.
error-1536 = This link works for 30 minutes, which are over. Ask for a new one in the app.
error-1537 = You can sign this contract once you have reached the age that it asks for. If you think this is a mistake, talk to the company.
error-1538 = Something in this contract differs from your verified identity, so the company checks it first. You can sign as soon as it has agreed.
error-1539 = This code pairs no agent: it is wrong, was used, or is older than ten minutes. Ask for a new one.
error-1542 = This certificate cannot be used here: it must be valid, meant for signing, belong to the token’s key, and come from an issuer that the company trusts.
error-1543 = This is not the signature that was asked for.
error-1544 = No member signs this contract: the company’s electronic seal countersigns it by itself.

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
error-1612 = This is older than the events that the company keeps. Ask for later ones, or begin with the first that is still there.

## 19xx: limits and availability
error-1900 = Something went wrong on our side. Please try again.
error-1901 = The service is very busy at the moment. Please try again shortly.
error-1902 = Too many requests. Please wait a little and try again.

## Published numbers: cards, faces and their pictures
error-1050 = The quality of the picture is too low. Take it again in good light.
error-3001 = The ID number is not valid.
error-3002 = The date of birth is not valid, or is not the one in the ID number.
error-3003 = The governorate is not valid.
error-3004 = The card’s serial key is not valid.
error-3005 = The gender is not valid, or is not the one in the ID number.
error-3006 = The date of issue is not valid.
error-3007 = The date of birth is not written correctly. Write year, month and day, for example 1998-01-31.
error-3008 = The date of issue is not written correctly. Write year, month and day, for example 2024-01-31.
error-3009 = The expiry date is not written correctly. Write year, month and day, for example 2031-01-31.
error-3010 = The ID card has expired. Please use a valid one.
error-3011 = No ID card was found in the picture. Put the whole card in the frame and try again.
error-3013 = The lines at the foot of the passport could not be read. Take the picture again, or type them exactly.
error-3014 = No face was found on the ID card. Take the picture again.
error-3101 = The ID number on the back is not the one on the front. Use both sides of the same card.
error-3102 = The name does not match the one expected.
error-4005 = This service is switched off for your company.
error-4206 = There is more than one face in the picture. Only you should be in it.
error-4207 = No face was found. Look at the camera and try again.
error-4208 = No face was found in one of the pictures. Look at the camera and try again.
error-4209 = The face is not clear. Take the pictures again in good light.
error-4210 = The face is not clear in one of the pictures. Take them again in good light.
error-5000 = The verification failed. Please try again.
error-5001 = This is not a picture of a supported document. Send a JPEG or PNG picture of the ID card.
error-5002 = The picture is larger than 5 MB. Send a smaller one.
error-5003 = The picture has more than 25 megapixels. Send a smaller one.
error-5004 = The transaction was not found, or it takes no more pictures. Start again.
error-5005 = This does not look like an original document. Take a picture of the card itself.
error-5006 = The picture is not in focus. Hold the camera still and try again.
error-5007 = This is the other side of the card. Take a picture of the side that is asked for.
error-5008 = What is written on the card could not be read. Take the picture again in good light.
error-7001 = The front of the ID card could not be checked. Please try again.
error-7002 = The back of the ID card could not be checked. Please try again.
error-7003 = The back of the car licence could not be checked. Please try again.
error-7004 = The front of the car licence could not be checked. Please try again.
error-7005 = The driving licence could not be checked. Please try again.
error-7006 = The passport could not be checked. Please try again.
error-7008 = The faces could not be compared. Please try again.
