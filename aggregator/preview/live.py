"""How an open page hears of a change: a number that counts changes, and the script that waits for another.

The published pages allow no script. A page on its way out gets one, and its policy is widened by just what
that needs: scripts of this server, and asking this server.
"""

from __future__ import annotations

import re
import secrets
import threading
from html import escape, unescape

SCRIPT_PATH = ".live/reload.js"
EVENTS_PATH = ".live/events"
SCRIPT = f"""\
const seen = new URL(document.currentScript.src).searchParams.get("seen");
new EventSource("/{EVENTS_PATH}").onmessage = (event) => {{ if (event.data !== seen) location.reload(); }};
""".encode()

_POLICY = re.compile(r'(<meta http-equiv="Content-Security-Policy" content=")([^"]*)(">)')


class Changes:
    """Counts changes; its state also tells one server from the next at the same port."""

    def __init__(self) -> None:
        self._mark = secrets.token_hex(4)
        self._count = 0
        self._condition = threading.Condition()

    @property
    def state(self) -> str:
        """The number of the newest change, fit for an address."""
        return f"{self._mark}-{self._count}"

    def note(self) -> None:
        """Count a change and wake whoever waits for one."""
        with self._condition:
            self._count += 1
            self._condition.notify_all()

    def wait(self, seen: str, seconds: float) -> str:
        """Return the state once it is another than `seen`, or after `seconds`."""
        with self._condition:
            self._condition.wait_for(lambda: self.state != seen, seconds)
            return self.state


def policy_of(page: bytes) -> str:
    """Return the policy that a page gives itself, "" if it gives none."""
    found = _POLICY.search(page.decode(errors="replace"))
    return unescape(found[2]) if found else ""


def with_reload(page: bytes, state: str) -> bytes:
    """Return a page that loads again when the state is no longer `state`."""
    text = page.decode(errors="replace")
    text = _POLICY.sub(lambda found: found[1] + escape(_widened(unescape(found[2]))) + found[3], text)
    script = f'<script src="/{SCRIPT_PATH}?seen={state}"></script>'
    head, end, tail = text.rpartition("</body>")
    return (head + script + end + tail if end else text + script).encode()


def _widened(policy: str) -> str:
    """Let in scripts of this server and requests to it; the rest stays as strict as it is."""
    rules = dict(rule.strip().partition(" ")[::2] for rule in policy.split(";") if rule.strip())
    for name in ("script-src", "connect-src"):
        if "'self'" not in rules.get(name, ""):
            allowed = rules.get(name, "").replace("'none'", "")
            rules[name] = f"{allowed} 'self'".strip()
    return "; ".join(f"{name} {value}".strip() for name, value in rules.items())
