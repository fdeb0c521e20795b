#!/usr/bin/env python3
"""Reads what `tweetstream count --output json` writes, a closed window a line, and prints each with its leaders.

    tweetstream count --output json | trends.py

Standard library only.
"""

import json
import sys


def describe(window):
    """One window in one line; `window` is the parsed line."""
    leaders = ", ".join(f"{tag['display']} {tag['count']:,}" for tag in window["top"][:3]) or "no hashtags"
    # Late posts were allowed for, and this line replaces an earlier one of the same window.
    corrected = " (corrected)" if window.get("revision") else ""
    gap = window.get("gap")
    missing = f"; {'some' if gap['posts'] is None else format(gap['posts'], ',')} posts are missing" if gap else ""
    return f"{window['end'][11:19]}{corrected}  {window['posts']:,} posts: {leaders}{missing}"


if __name__ == "__main__":
    try:
        for line in sys.stdin:
            print(describe(json.loads(line)), flush=True)
    except (KeyboardInterrupt, BrokenPipeError):
        pass
