"""Makes the packages: `python -m shipping.deb [amd64] [arm64]`, into `dist/`.

What it takes is the lock's wheels (the network, or pip's cache), and the fonts that `.ci/setup` installs.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from shipping.deb import package, wheels
from shipping.deb.closure import ROOT, runtime

OUT = ROOT / "dist"


def make(architecture: str) -> Path:
    """The package for one kind of processor."""
    machine = wheels.MACHINES[architecture]
    needed = runtime(wheels.environment(python, machine) for python in wheels.PYTHONS)
    with tempfile.TemporaryDirectory(prefix="wuxiao-deb-") as name:
        folder = Path(name)
        libraries = wheels.download(needed, architecture, folder / "wheels")
        own = wheels.build_own(ROOT, folder / "own")
        tree = folder / "tree"
        wheels.unpack((*libraries, own), package.site_in(tree))
        package.fill(tree)
        return package.build(tree, architecture, OUT)


def main(asked: list[str]) -> None:
    """Make those that were asked for, or all."""
    if unknown := set(asked) - wheels.MACHINES.keys():
        raise SystemExit(f"not one of {', '.join(wheels.MACHINES)}: {', '.join(sorted(unknown))}")
    for architecture in asked or wheels.MACHINES:
        made = make(architecture)
        print(f"✓ {made.relative_to(ROOT)}：{made.stat().st_size / 1e6:.0f} MB")


main(sys.argv[1:])
