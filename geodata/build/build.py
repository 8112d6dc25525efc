"""Builds every layer in order, then checks them. Started by `run`, which makes the environment.

Owns only the order; each layer has its own file.
"""
import sys
import time

import borders
import check
import countries
import fetch
import places
import provinces
import rivers
import terrain
import water
import world

STEPS = {step.__name__: step for step in (borders, countries, world, provinces, water, rivers, places, terrain)}


def main(wanted):
    unknown = [w for w in wanted if w not in STEPS and w != "check"]
    if unknown:
        sys.exit(f"no such layer: {', '.join(unknown)}; there are {', '.join(STEPS)} and check")
    if wanted != ["check"]:
        fetch.fetch()
    for name, step in STEPS.items():
        if not wanted or name in wanted:
            start = time.monotonic()
            print(name, flush=True)
            step.build()
            print(f"  {time.monotonic() - start:.0f} s", flush=True)
    sys.exit(check.main())


if __name__ == "__main__":
    main(sys.argv[1:])
