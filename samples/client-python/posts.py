#!/usr/bin/env python3
"""Prints the relay's posts, one a line: offset, time, text. Loses none and repeats none when the connection or the relay ends.

    posts.py [HOST:PORT] [--from latest|earliest|OFFSET] [--token-file FILE]

Standard library only. Ctrl-C ends it.
"""

import argparse
import json
import random
import socket
import sys
import time
import uuid


class Refused(Exception):
    """The relay does not let us in, or has no such offset: trying again does not help."""


def subscribe(connection, start, archive, token):
    """Asks for posts from `start` on. Returns the lines that follow, and what the relay answered."""
    nonce = uuid.uuid4().hex
    words = ["subscribe", "json", f"from={start}", f"nonce={nonce}"]
    # An offset means something in its own archive only: in another the relay begins at its latest post.
    words += [f"archive={archive}"] if archive else []
    words += [f"token={token}"] if token else []
    connection.sendall((" ".join(words) + "\n").encode())
    lines = connection.makefile("rb")
    for line in lines:
        # Text that was on its way before the relay heard us comes first. No post can know the nonce.
        answer = line.decode("utf-8", "replace").split()
        if answer[:3] == ["subscribed", "json", f"nonce={nonce}"]:
            return lines, dict(word.split("=", 1) for word in answer[3:] if "=" in word)
        if answer[:2] == ["refused", f"nonce={nonce}"]:
            raise Refused(" ".join(answer[2:]))
    raise ConnectionError("it ended before it answered")


def posts(host, port, start="latest", token=None):
    """Yields posts for ever, as dictionaries, and connects again by itself."""
    archive, pause = None, 0.5
    while True:
        try:
            with socket.create_connection((host, port), timeout=30) as connection:
                connection.settimeout(None)
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
                lines, answer = subscribe(connection, start, archive, token)
                if archive not in (None, answer["archive"]):
                    print("another archive: posts between may be missing", file=sys.stderr)
                elif str(start).isdigit() and int(answer["next"]) > int(start):
                    print(f"{int(answer['next']) - int(start)} posts are no longer there", file=sys.stderr)
                # Also without a first post the next connection must go on where this one began.
                archive, start, pause = answer["archive"], answer["next"], 0.5
                for line in lines:
                    if not line.endswith(b"\n"):
                        break  # Cut off; the next connection brings it whole.
                    post = json.loads(line)
                    yield post
                    start = post["offset"] + 1
                raise ConnectionError("it ended")
        except OSError as lost:
            print(f"{host}:{port}: {lost}; again in {pause:.1f} s", file=sys.stderr)
            time.sleep(pause * random.uniform(0.8, 1.2))
            pause = min(30, pause * 2)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("relay", nargs="?", default="127.0.0.1:5555")
    parser.add_argument("--from", dest="start", default="latest", help="latest, earliest or an offset")
    parser.add_argument("--token-file", help="file with the relay's token")
    options = parser.parse_args()
    host, _, port = options.relay.rpartition(":")
    token = open(options.token_file, encoding="utf-8").read().strip() if options.token_file else None
    for post in posts(host, int(port), options.start, token):
        print(post["offset"], post["created_at"], post["text"].replace("\n", " "), sep="\t", flush=True)


if __name__ == "__main__":
    try:
        main()
    except Refused as refusal:
        sys.exit(f"refused: {refusal}")
    except (KeyboardInterrupt, BrokenPipeError):
        pass
