# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Papers handed in: honest ones are taken for what they are, traps are refused with the reason."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from papers_of_strangers import HONEST, TRAPS

from bot.domain.values import Language
from bot.paper.incoming import examine, file_name
from bot.paper.refused import PaperRefused
from bot.texts import Texts


@pytest.mark.parametrize("name", HONEST)
def test_an_honest_paper_is_taken_for_what_it_is(name: str) -> None:
    assert examine(name, HONEST[name]()).suffix == name.rpartition(".")[2]


def test_the_name_of_a_paper_does_not_tell_what_it_is() -> None:
    assert examine("foto.exe", HONEST["plan.pdf"]()).mime == "application/pdf"
    assert examine("plan.pdf", HONEST["foto.png"]()).suffix == "png"


@pytest.mark.parametrize("what", TRAPS)
def test_a_trap_is_refused_with_its_reason(what: str) -> None:
    trap = TRAPS[what]
    with pytest.raises(PaperRefused) as refused:
        examine(trap.name, trap.make())
    assert refused.value.reason == trap.reason


@pytest.mark.parametrize("language", Language)
def test_every_reason_has_a_sentence_with_the_name_of_the_file(language: Language) -> None:
    texts = Texts.load()
    for reason in {trap.reason for trap in TRAPS.values()}:
        assert "plan.pdf" in texts.say(language, f"paper_file.{reason}", name="plan.pdf", most=5)


@pytest.mark.parametrize(
    ("wanted", "called"),
    [
        ("Kostenschätzung", "Kostenschätzung.pdf"),
        ("Plan.PDF", "Plan.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Windows\\run.exe", "run.exe.pdf"),
        ("<img src=x onerror=alert(1)>.pdf", "_img src=x onerror=alert(1)_.pdf"),
        ("Plan\u202efdp.exe", "Planfdp.exe.pdf"),
        ("a\nb\0c", "abc.pdf"),
        ("..", "Unterlage.pdf"),
        (" . ", "Unterlage.pdf"),
        ("x" * 500, "x" * 120 + ".pdf"),
    ],
)
def test_no_name_of_a_paper_is_a_path_a_command_or_another_kind_of_file(
    wanted: str, called: str
) -> None:
    assert file_name(wanted, "pdf") == called


@given(st.text())
def test_whatever_a_paper_is_called_it_ends_as_what_it_is(wanted: str) -> None:
    called = file_name(wanted, "pdf")
    assert called.endswith(".pdf")
    assert len(called) > len(".pdf")
    assert not set(called) & set('/\\<>:"|?*\0\n')


@given(
    st.binary(max_size=200), st.sampled_from([b"%PDF-1.7\n", b"PK\x03\x04", b"\xff\xd8\xff", b""])
)
def test_whatever_a_file_holds_it_is_a_paper_or_refused(data: bytes, start: bytes) -> None:
    with suppress(PaperRefused):
        assert examine("x", start + data).suffix
