"""The profile of sRGB says what sRGB is."""

from __future__ import annotations

import io

from PIL import Image, ImageChops, ImageCms

from pipeline.tools.srgb import profile


def test_colours_by_the_profile_are_those_of_srgb() -> None:
    ours = ImageCms.ImageCmsProfile(io.BytesIO(profile()))
    ramp = Image.linear_gradient("L")
    colours = Image.merge("RGB", [ramp, ramp.rotate(90), Image.radial_gradient("L")])
    shown = ImageCms.profileToProfile(
        colours, ours, ImageCms.createProfile("sRGB"), ImageCms.Intent.RELATIVE_COLORIMETRIC
    )
    assert shown
    differences = ImageChops.difference(colours, shown).tobytes()
    assert max(differences) <= 1


def test_the_profile_tells_its_size_and_is_small() -> None:
    data = profile()
    assert int.from_bytes(data[:4], "big") == len(data) < 500
