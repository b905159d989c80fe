"""What schemathesis needs to know of the server that it judges: who calls, and what is noted of every answer.

The documented example of a call names things that do not exist here; `live` has those that do, and takes their place.

Not here: which checks are made and for how long (`conformance.test.mjs`), and what must be answered (`openapi.json`).
"""

import collections
import json
import os
import time
import urllib.request
from urllib.parse import urlsplit

import schemathesis

READY = json.loads(os.environ["CONFORMANCE_READY"])
NOTES = os.environ["CONFORMANCE_NOTES"]
# A token lives a day; asked anew far more often, its refresh is exercised too.
REFRESH_SECONDS = 30


class Person:
    """An account and its pair of tokens: logged in once, refreshed ever after, as a client would."""

    def __init__(self, tokens):
        self.tokens = tokens
        self.at = time.monotonic()

    def token(self):
        if time.monotonic() - self.at > REFRESH_SECONDS:
            self.tokens = post("/api/credentials/RefreshToken", {"refreshToken": self.tokens["refreshToken"]})
            self.at = time.monotonic()
        return self.tokens["accessToken"]


def post(path, body):
    headers = {"ApiKey": READY["apiKey"], "TenancyName": READY["tenancyName"], "Content-Type": "application/json"}
    request = urllib.request.Request(READY["baseUrl"] + path, json.dumps(body).encode(), headers)
    with urllib.request.urlopen(request, timeout=30) as response:
        envelope = json.load(response)
    if envelope["error_code"] is not None:
        raise SystemExit(f"{path} is refused: {envelope}")
    return envelope["data"]


PEOPLE = {name: Person(tokens) for name, tokens in READY["people"].items()}


@schemathesis.auth(refresh_interval=None)
class Credentials:
    """The ApiKey where a call asks for one, and the kind of token that it asks for."""

    def get(self, case, context):
        schemes = {name for one in case.operation.definition.raw.get("security", []) for name in one}
        people = [name for name in PEOPLE if name in schemes]
        return "ApiKey" in schemes, [PEOPLE[name].token() for name in people]

    def set(self, case, data, context):
        has_key, tokens = data
        case.headers = case.headers or {}
        if has_key:
            case.headers["ApiKey"] = READY["apiKey"]
        for token in tokens:
            case.headers["Authorization"] = f"Bearer {token}"


statuses = collections.defaultdict(collections.Counter)


def documented(operation):
    """The values of the documented example, by name."""
    raw = operation.definition.raw
    values = {one["name"]: one.get("example") for one in raw.get("parameters", []) if "name" in one}
    content = raw.get("requestBody", {}).get("content", {}).get("application/json", {})
    return {**values, **content.get("example", {})}


def replace_documented(case):
    live = READY["live"].get(case.operation.label, {})
    example = documented(case.operation)
    for part in (case.path_parameters, case.query, case.body):
        if not isinstance(part, dict):
            continue
        # All or nothing: half an example is another request.
        if all(part.get(name) == example.get(name) for name in live if name in part):
            part.update({name: value for name, value in live.items() if name in part})


def keep_at_home(case):
    """Whatever address an endpoint is given, nothing leaves this machine."""
    if isinstance(case.body, dict) and isinstance(case.body.get("url"), str):
        try:
            is_address = urlsplit(case.body["url"]).hostname
        except ValueError:
            is_address = None
        if is_address:
            case.body["url"] = READY["sink"]


@schemathesis.hook
def before_call(context, case, kwargs):
    assert case.operation.base_url.startswith("http://127.0.0.1:"), case.operation.base_url
    replace_documented(case)
    keep_at_home(case)


@schemathesis.hook
def after_call(context, case, response):
    try:
        answer = response.json()
        done = answer.get("error_code") is None if isinstance(answer, dict) else True
    except ValueError:
        done = True
    noted = statuses[case.operation.label]
    noted[str(response.status_code)] += 1
    if response.status_code == 200 and done:
        noted["done"] += 1
    with open(NOTES, "w", encoding="utf-8") as file:
        json.dump(statuses, file, indent=1, sort_keys=True)
