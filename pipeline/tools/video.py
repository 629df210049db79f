"""MediaInfo (through pymediainfo): the length of a video."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pymediainfo import MediaInfo


@dataclass(frozen=True, slots=True)
class VideoLength:
    """What MediaInfo says about a video.

    Attributes:
        milliseconds: Length; None where it cannot be told.
        unknown: Why it cannot be told, in Chinese.
        is_video: Whether there is a video track; None where it cannot be told.
    """

    milliseconds: int | None = None
    unknown: str = ""
    is_video: bool | None = None


def video_length(path: Path) -> VideoLength:
    """Read the length of a video; never raises for a file that is damaged or no video."""
    if not MediaInfo.can_parse():
        return VideoLength(unknown="本机没有可用的MediaInfo，读不出视频时长")
    try:
        # The library opens names itself, but only those that are Unicode; the stream has any name.
        with path.open("rb") as stream:
            tracks = MediaInfo.parse(path if _is_unicode(path) else stream).tracks
    except (OSError, RuntimeError, ValueError, SyntaxError):
        return VideoLength(unknown="MediaInfo读不出这个视频")
    videos = [track for track in tracks if track.track_type == "Video"]
    if not videos:
        return VideoLength(unknown="文件中没有找到画面", is_video=False)
    general = [track for track in tracks if track.track_type == "General"]
    lengths = [_milliseconds(track.duration) for track in (*videos, *general)]
    known = [length for length in lengths if length]
    if not known:
        return VideoLength(unknown="视频文件中没有记录时长，可能没有录完或已损坏", is_video=True)
    return VideoLength(milliseconds=max(known), is_video=True)


def _is_unicode(path: Path) -> bool:
    try:
        str(path).encode()
    except UnicodeEncodeError:
        return False
    return True


def _milliseconds(duration: object) -> int | None:
    try:
        return round(float(str(duration)))
    except (ValueError, OverflowError):
        return None
