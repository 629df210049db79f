"""Lengths of time in words."""


def say_duration(seconds: int) -> str:
    """`3分钟`, `1分30秒`, `45秒`."""
    minutes, rest = divmod(seconds, 60)
    if not rest:
        return f"{minutes}分钟"
    return f"{minutes}分{rest}秒" if minutes else f"{rest}秒"
