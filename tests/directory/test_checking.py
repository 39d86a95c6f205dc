"""The checker on files written for it, right and wrong, and the command that reads them."""

from io import StringIO
from pathlib import Path

import pytest
import yaml
from django.core.management import call_command

from hosting.directory.chatonsinfos import properties
from hosting.directory.chatonsinfos.checking import check

CORPUS = Path(__file__).parent / "corpus"
EXPECTED = yaml.safe_load((CORPUS / "expected.yaml").read_text(encoding="utf-8"))
WARNINGS = {"encoding", "hidden-characters", "unknown", "no-value", "bad-ending", "bad-key", "not-secure"}


@pytest.mark.parametrize("name", sorted(file.stem for file in CORPUS.glob("*.properties")))
def test_each_file_of_the_corpus_has_the_faults_that_it_was_written_for(name):
    found = check(properties.read((CORPUS / f"{name}.properties").read_bytes())).problems
    assert sorted([one.line, one.code] for one in found) == sorted(EXPECTED.get(name, []))
    assert name.startswith("bad-") == bool(found)
    for one in found:
        if one.code in WARNINGS:
            assert not one.is_error, one
        assert one.words


def test_what_is_to_be_checked_with_the_collective_is_a_warning_only():
    """`format.yaml` says which: a value it does not know may be right, a required field may not be required."""
    text = (CORPUS / "good-service.properties").read_text(encoding="utf-8")
    doubtful = text.replace("= OK", "= SPLENDID").replace("software.name = Etherpad\n", "")
    found = check(properties.read(doubtful.encode())).problems
    assert [(one.code, one.is_error) for one in found] == [("missing", False), ("bad-value", False)]


def test_a_file_too_large_is_not_read_and_too_many_lines_end():
    assert [one.code for one in properties.read(b"a = b\n" * 60_000).problems] == ["too-large"]
    many = properties.read(b"a = b\n" * 6_000)
    assert many.problems[0].code == "too-many-lines"
    assert len(many.problems) == properties.MAX_PROBLEMS


def test_what_is_written_is_read_back():
    rows = [("a.text", "deux\nlignes"), ("a.quoted", "'mot'"), ("a.sign", "x = y"), ("a.none", "")]
    text = properties.write([("A", rows), ("Vide", [("b.none", "")])])
    found = properties.read(text.encode())
    assert {path: one.value for path, one in found.entries.items()} == {
        "a.text": "deux<br/>lignes",
        "a.quoted": "'mot'",
        "a.sign": "x = y",
    }
    assert "Vide" not in text
    assert found.problems == []


def checked(*arguments) -> tuple[int, str]:
    """How `check_chatonsinfos` ends, and what it says."""
    said, code = StringIO(), 0
    try:
        call_command("check_chatonsinfos", *map(str, arguments), stdout=said)
    except SystemExit as end:
        code = end.code
    return code, said.getvalue()


def test_the_command_tells_by_line_and_ends_as_scripts_want_it():
    code, said = checked(CORPUS / "good-service.properties")
    assert (code, said) == (0, "1 files, 0 errors, 0 warnings, 0 not read\n")
    code, said = checked(CORPUS / "bad-pair.properties")
    assert code == 1
    assert "bad-pair.properties:14: error: " in said and "bad-pair.properties:15: warning: " in said
    assert checked("--strict", CORPUS / "bad-latin-1.properties")[0] == 1
    assert checked(CORPUS / "bad-latin-1.properties")[0] == 0
    assert checked(CORPUS / "nowhere.properties")[0] == 2
    code, said = checked("http://127.0.0.1:9/x.properties")
    assert code == 2 and "http://127.0.0.1:9/x.properties:0: error: " in said


def test_the_command_follows_files_once_each_and_never_out_of_the_folder(tmp_path):
    text = (CORPUS / "good-organization.properties").read_text(encoding="utf-8").partition("subs.")[0]
    subs = (
        "subs.itself = organization.properties\nsubs.out = ../secret.properties\nsubs.notes = ./x/../notes.properties\n"
    )
    (tmp_path / "secret.properties").write_text("motdepasse = zygomorphe")
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "organization.properties").write_text(text + subs, encoding="utf-8")
    (folder / "notes.properties").write_bytes((CORPUS / "good-service.properties").read_bytes())
    code, said = checked(folder / "organization.properties")
    assert code == 2 and "zygomorphe" not in said and "motdepasse" not in said
    assert "2 files, 0 errors, 1 warnings, 1 not read" in said
    assert checked("--alone", folder / "organization.properties")[0] == 0
