"""Sound and moving pictures in content files: fences whose lines of `key: value` stand above the transcript.

::: video entretien.webm
title: Un entretien
duration: 4:05
captions: fr entretien.fr.vtt
poster: affiche.jpg
---
What is said and shown, in Markdown.
:::
"""

import re

from .directives import ContentError, Piece, one_line

CAPTIONS_IN = "fr"  # the language in which those who cannot hear must be able to read along
# What each kind may say above its transcript, in the order in which it is written.
KEYS = {
    "audio": ("title", "duration"),
    "video": ("title", "duration", "silent", "captions", "poster"),
    "peertube": ("title", "poster"),
}
_ARGUMENTS = {"audio": "file name", "video": "file name", "peertube": "address"}
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z]{2,4})?")
_DURATION = re.compile(r"(?:(\d{1,2}):(?=\d\d:))?(\d{1,3}):([0-5]\d)")


def seconds(duration: str) -> int | None:
    """« 4:05 » and « 1:04:05 » in seconds; None for anything else."""
    found = _DURATION.fullmatch(duration)
    if not found or (found[1] and int(found[2]) > 59):
        return None
    total = (int(found[1] or 0) * 60 + int(found[2])) * 60 + int(found[3])
    return total or None


def has_its_captions(*, silent: bool, languages) -> bool:
    """Whether those who cannot hear this video can follow it."""
    return silent or CAPTIONS_IN in languages


def read(piece: Piece, *, path: str = "") -> dict:
    """What a piece says: its keys, `captions` as pairs (language, file name), `transcript`. Raises ContentError."""
    head, separator, transcript = f"{piece.text}\n".partition("\n---\n")
    said: dict = {"captions": []} if piece.kind == "video" else {}
    for line, text in enumerate(head.split("\n"), start=piece.line + 1):
        if text.strip():
            _read_line(piece.kind, said, text, line, path)
    if not piece.argument or not separator or not said.get("title") or not transcript.strip():
        wanted = f"its {_ARGUMENTS[piece.kind]}, a title, a line of --- and its transcript"
        message = f"a block `{piece.kind}` needs {wanted}"
        raise ContentError(message, line=piece.line, path=path)
    if piece.kind != "peertube" and "duration" not in said:
        raise ContentError("`duration` is missing, for instance duration: 4:05", line=piece.line, path=path)
    if piece.kind == "video":
        said.setdefault("silent", False)
        if not has_its_captions(silent=said["silent"], languages=dict(said["captions"])):
            message = "a video needs `captions: fr <file>.vtt`, or `silent: yes` when nobody speaks in it"
            raise ContentError(message, line=piece.line, path=path)
    return said | {"transcript": transcript.strip("\n").rstrip()}


def _read_line(kind: str, said: dict, text: str, line: int, path: str) -> None:
    key, colon, value = (part.strip() for part in one_line(text).partition(":"))
    if key not in KEYS[kind] or not colon:
        message = f"`{key}` is no line of a block `{kind}`; known: {', '.join(KEYS[kind])}, then --- and the transcript"
        raise ContentError(message, line=line, path=path)
    if key in said and key != "captions":
        raise ContentError(f"`{key}` is there twice", line=line, path=path)
    try:
        if key == "captions":
            said[key].append(_captions(value, said[key]))
        else:
            said[key] = _VALUES.get(key, _words)(value)
    except ValueError as error:
        raise ContentError(f"`{key}`: {error}", line=line, path=path) from error


def _captions(value: str, present: list) -> tuple[str, str]:
    language, _space, name = value.partition(" ")
    if not LANGUAGE.fullmatch(language) or not name:
        raise ValueError("write the code of a language and a file, for instance captions: fr entretien.fr.vtt")
    if language in dict(present):
        raise ValueError(f"the language {language} is there twice")
    return language, name


def _words(value: str) -> str:
    if len(value) > 200:
        raise ValueError(f"{len(value)} characters, at most 200 fit")
    return value


def _duration(value: str) -> str:
    if seconds(value) is None:
        raise ValueError("write minutes and seconds as 4:05, or 1:04:05")
    return value


def _yes_or_no(value: str) -> bool:
    if value not in ("yes", "no"):
        raise ValueError("yes or no")
    return value == "yes"


_VALUES = {"duration": _duration, "silent": _yes_or_no}


def write(kind: str, argument: str, said: dict) -> Piece:
    """The piece that `read` reads as this; empty values are left out."""
    lines = []
    for key in KEYS[kind]:
        value = said.get(key)
        if key == "captions":
            lines += [f"captions: {language} {name}" for language, name in value or ()]
        elif value:
            lines.append(f"{key}: {'yes' if value is True else one_line(value)}")
    return Piece(kind, argument, "\n".join([*lines, "---", said["transcript"]]), 0)


def normal(piece: Piece) -> Piece:
    """The piece as `write` writes it; one that cannot be read stays as it is."""
    try:
        return write(piece.kind, piece.argument, read(piece))
    except ContentError:
        return piece
