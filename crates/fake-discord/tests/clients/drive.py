"""Starts fake-discord and a bot, plays the people through the control API, and checks what they see.

usage: drive.py FAKE_DISCORD NAME COMMAND…

FAKE_DISCORD is the program, COMMAND starts the bot. The bot gets DISCORD_URL, DISCORD_GATEWAY and DISCORD_TOKEN. All
bots behave alike, so this file knows no library.
"""

import json
import os
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request

WAIT_MS = 20_000


class Control:
    def __init__(self, base):
        self.base = base

    def call(self, method, path, body=None, **query):
        query = {name: value for name, value in query.items() if value is not None}
        url = self.base + urllib.parse.quote(path) + ("?" + urllib.parse.urlencode(query) if query else "")
        data = None if body is None else json.dumps(body).encode()
        try:
            with urllib.request.urlopen(urllib.request.Request(url, data, method=method), timeout=60) as response:
                return json.load(response)
        except urllib.error.HTTPError as error:
            raise AssertionError(f"{method} {path}: {error.code} {error.read().decode()}") from None

    def get(self, path, **query):
        return self.call("GET", path, **query)

    def post(self, path, **body):
        return self.call("POST", path, body)

    def until(self, what, condition):
        """Checks the condition after each event."""
        newest = 0
        while not (found := condition()):
            events = self.get("/events", after=newest, wait_ms=WAIT_MS)
            assert events["events"], f"{what}: nothing more happens"
            newest = events["newest"]
        return found

    def slash(self, person, command, **options):
        return self.post("/slash", person=person, command=command, options=options)["interaction"]

    def click(self, person, message, button, **more):
        return self.post("/click", person=person, message=message, custom_id=button, **more)["interaction"]

    def answer(self, interaction, contains):
        shown = self.get(f"/interactions/{interaction}", contains=contains, wait_ms=WAIT_MS)
        assert contains in shown["content"], f"{contains!r} is not in the answer: {json.dumps(shown, indent=1)}"
        return shown

    def message(self, contains, channel="bus-stop", **query):
        found = self.get(f"/channels/{channel}/messages", contains=contains, wait_ms=WAIT_MS, **query)
        assert found, f"nobody wrote {contains!r}: {self.get(f'/channels/{channel}/messages', history='true')}"
        return found[-1]


def commands_and_components(control):
    focused = {"option": "child", "so_far": "ja"}
    typing = control.post("/slash", person="Sarah", command="card", focused=focused)["interaction"]
    choices = control.get(f"/interactions/{typing}", wait_ms=WAIT_MS)["data"]["choices"]
    assert [choice["name"] for choice in choices] == ["Jake", "Jane"], choices

    people = control.get("/world")["guilds"][0]["people"]
    sent = control.answer(control.slash("Sarah", "card", child="Jake", helper=people["Mike"]), "Sent: Jake")
    assert sent["ephemeral"] and sent["type"] == 4, sent
    card = control.message("Jake waits")
    assert "Mike" in card["text"] and "[I've got it]" in card["text"], card["text"]
    control.until("the pin", lambda: control.get(f"/messages/{card['id']}")["pinned_at"])

    modal = control.click("Mike", card["id"], "why")
    shown = control.get(f"/interactions/{modal}", wait_ms=WAIT_MS)
    assert shown["type"] == 9 and shown["data"]["title"] == "Why can't you?", shown
    submitted = control.post("/modal", person="Mike", interaction=modal, texts={"reason": "At work"})["interaction"]
    assert control.answer(submitted, "Reason: At work")["ephemeral"]
    assert control.answer(control.click("Lisa", card["id"], "when", values=["soon"]), "When: soon")["type"] == 6
    chosen = [people["Lisa"], people["David"]]
    control.answer(control.click("Lisa", card["id"], "who", values=chosen), "Who: David, Lisa")
    control.click("Mike", card["id"], "claim")
    claimed = control.message("Mike has it")
    assert claimed["id"] == card["id"], "the click edits the card"
    assert claimed["components"][0]["components"][0]["disabled"] is True, claimed["components"]

    slow = control.answer(control.slash("Sarah", "slow"), "Done")
    assert slow["ephemeral"] and slow["type"] == 5, slow
    control.answer(control.slash("Sarah", "pins"), "Pinned: ['Jake waits'], read: True")
    control.answer(control.slash("Sarah", "members"), "david, lisa, mike, owner, sarah; mike")


def messages_and_files(control):
    asked = control.post("/say", person="Lisa", text="help")["message"]
    reply = control.message("Which child?")
    assert reply["message_reference"]["message_id"] == asked, reply
    assert reply["pings"]["people"] == ["Lisa"], reply["pings"]

    sent = control.slash("Sarah", "file")
    control.message("note.txt, 10 bytes: Jake waits", seen_by="Sarah")
    file = control.get(f"/interactions/{sent}")["original"]["attachments"][0]
    # hikari cannot describe a file.
    described = file.get("description", "A note")
    assert (file["filename"], file["size"], described) == ("note.txt", 10, "A note"), file

    control.answer(control.slash("Sarah", "private"), "Look at your messages")
    dm = control.post("/dm", person="Sarah")["channel"]
    control.message("Hello in private", channel=dm)
    control.post("/say", person="Sarah", channel=dm, text="Thank you")
    control.message("You said: Thank you", channel=dm)
    control.call("PATCH", "/people/David", {"dms_closed": True})
    control.answer(control.slash("David", "private"), "Refused with 50007")


def members(control):
    control.post("/people", name="Jake")
    control.message("Welcome Jake")
    control.call("DELETE", "/people/Jake")
    control.message("Goodbye Jake")


def reconnects(control):
    for resumes, action in [(1, {"do": "drop"}), (2, {"do": "invalidate", "resumable": True}), (3, {"do": "reconnect"})]:
        assert control.post("/gateway", **action)["connections"] == 1
        control.until(f"a resume after {action}", lambda: control.get("/counters")["resumes"] >= resumes)
        control.answer(control.slash("Sarah", "slow"), "Done")
    counters = control.get("/counters")
    assert (counters["identifies"], counters["resumes"]) == (1, 3), counters


def main():
    program, name, *command = sys.argv[1:]
    server = subprocess.Popen([program], stdout=subprocess.PIPE, text=True)
    bot = None
    try:
        said = json.loads(server.stdout.readline())
        control = Control(said["control"])
        address = {"DISCORD_URL": said["url"], "DISCORD_GATEWAY": control.get("/world")["gateway_url"]}
        bot = subprocess.Popen(command, env={**os.environ, **address, "DISCORD_TOKEN": said["token"]})

        def ready():
            assert bot.poll() is None, f"the bot ended with {bot.returncode}"
            commands = control.get("/commands")
            return len(commands["global"] + commands["guild"]) == 6 and control.get("/counters")["sessions"] == 1

        control.until("the bot's start", ready)
        for part in [commands_and_components, messages_and_files, members, reconnects]:
            part(control)
            print(f"{name}: {part.__name__.replace('_', ' ')}", flush=True)
        complaints = control.get("/complaints")
        assert not complaints, "the bot did what Discord does not allow:\n" + "\n".join(complaints)
    finally:
        for process in filter(None, [bot, server]):
            process.terminate()
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()


if __name__ == "__main__":
    main()
