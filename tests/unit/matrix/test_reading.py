# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Decrypted content of every kind, and of no kind, becomes a value or a suspicion."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.matrix.events import (
    FileMessage,
    Kind,
    PollAnswer,
    Proof,
    Suspicious,
    TextMessage,
    WidgetAct,
)
from bot.matrix.reading import Frame, read, verification_type

Json = dict[str, Any]
PROOF = Proof(
    user="@a:x",
    device_id="D",
    curve25519="c",
    ed25519="e",
    master="m",
    session_id="s",
    message_index=0,
    chain="signed",
)


def told(type: str, content: Json, outside: Json | None = None) -> Any:
    frame = Frame(
        event_id="$e",
        room="!r",
        sender="@a:x",
        content={} if outside is None else {"m.relates_to": outside},
    )
    return read(frame, {"type": type, "content": content}, PROOF)


def text(body: str, **more: Any) -> Json:
    return {"msgtype": "m.text", "body": body, **more}


REPLY = {"m.in_reply_to": {"event_id": "$q"}}
EDIT = {"rel_type": "m.replace", "event_id": "$q"}
POLL = {"rel_type": "m.reference", "event_id": "$p"}


@pytest.mark.parametrize("msgtype", ["m.text", "m.notice", "m.emote"])
def test_texts_are_read(msgtype: str) -> None:
    message = told("m.room.message", text("ja") | {"msgtype": msgtype, "formatted_body": "<b>"})
    assert isinstance(message, TextMessage)
    assert (message.body, message.formatted_body, message.msgtype) == ("ja", "<b>", msgtype)
    assert message.proof.relation == "none"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("> <@b:x> Frage\n\nja", "ja"),
        ("> <@b:x> Frage\n> zwei\n\nja\nnein", "ja\nnein"),
        ("> * <@b:x> winkt\n\nja", "ja"),
        ("ja", "ja"),
        ("> Zitat von mir", "> Zitat von mir"),
    ],
)
def test_a_reply_is_read_without_its_quotation(body: str, said: str) -> None:
    message = told("m.room.message", text(body, **{"m.relates_to": REPLY}), REPLY)
    assert isinstance(message, TextMessage)
    assert (message.body, message.reply_to, message.proof.relation) == (said, "$q", "sealed")


def test_a_quotation_is_only_taken_out_of_replies() -> None:
    message = told("m.room.message", text("> <@b:x> Frage\n\nja"))
    assert message.body == "> <@b:x> Frage\n\nja"


def test_an_edit_says_the_new_text_and_what_it_replaces() -> None:
    content = text("* nein", **{"m.new_content": text("nein"), "m.relates_to": EDIT})
    message = told("m.room.message", content, EDIT)
    assert isinstance(message, TextMessage)
    assert (message.body, message.is_edit_of) == ("nein", "$q")


def test_an_edit_whose_new_content_is_junk_is_malformed() -> None:
    content = text("* nein", **{"m.new_content": "nein", "m.relates_to": EDIT})
    assert told("m.room.message", content, EDIT).kind is Kind.MALFORMED


@pytest.mark.parametrize(
    ("type", "content"),
    [
        ("m.poll.response", {"m.selections": ["a", "b"]}),
        (
            "org.matrix.msc3381.poll.response",
            {"org.matrix.msc3381.poll.response": {"answers": ["a", "b"]}},
        ),
    ],
)
@pytest.mark.parametrize("sealed", [True, False])
def test_poll_answers_of_both_names_are_read(type: str, content: Json, sealed: bool) -> None:
    inside = {"m.relates_to": POLL} if sealed else {}
    answer = told(type, content | inside, POLL)
    assert isinstance(answer, PollAnswer)
    assert (answer.poll, answer.answers) == ("$p", ("a", "b"))
    assert answer.proof.relation == ("sealed" if sealed else "clear")


@pytest.mark.parametrize("selections", [None, "a", [1], {"answers": "a"}])
def test_a_poll_answer_without_a_list_is_malformed(selections: Any) -> None:
    found = told("m.poll.response", {"m.selections": selections, "m.relates_to": POLL}, POLL)
    assert isinstance(found, Suspicious)
    assert found.kind is Kind.MALFORMED


def test_a_poll_answer_that_names_no_poll_is_malformed() -> None:
    assert told("m.poll.response", {"m.selections": ["a"]}).kind is Kind.MALFORMED


@pytest.mark.parametrize("msgtype", [[], {}, 7, None])
def test_a_message_of_no_sensible_kind_is_malformed(msgtype: Any) -> None:
    assert told("m.room.message", {"msgtype": msgtype, "body": "ja"}).kind is Kind.MALFORMED


def test_an_attachment_is_read() -> None:
    content = {
        "msgtype": "m.file",
        "body": "Bitte lesen",
        "filename": "roster.csv",
        "info": {"mimetype": "text/csv", "size": 7},
        "file": {"url": "mxc://x/y"},
    }
    message = told("m.room.message", content)
    assert isinstance(message, FileMessage)
    assert (message.name, message.mime, message.size) == ("roster.csv", "text/csv", 7)
    long = told("m.room.message", content | {"filename": "x" * 60_000})
    assert isinstance(long, FileMessage)
    assert len(long.name) == 255


def test_our_own_events_are_acts_of_widgets() -> None:
    act = told("org.gremium.vote", {"choice": "yes"})
    assert isinstance(act, WidgetAct)
    assert (act.type, act.content) == ("org.gremium.vote", {"choice": "yes"})


@pytest.mark.parametrize(
    ("type", "content"),
    [("m.room.message", {"msgtype": "m.location"}), ("m.sticker", {}), ("m.call.notify", {})],
)
def test_other_things_are_of_no_concern(type: str, content: Json) -> None:
    assert told(type, content) is None


@pytest.mark.parametrize(
    ("outside", "relation"),
    [
        (None, "sealed"),
        (REPLY, "sealed"),
        (EDIT, None),
        ({"m.in_reply_to": {"event_id": "$x"}}, None),
    ],
)
def test_a_relation_outside_must_be_the_one_inside(
    outside: Json | None, relation: str | None
) -> None:
    found = told("m.room.message", text("ja", **{"m.relates_to": REPLY}), outside)
    if relation is None:
        assert isinstance(found, Suspicious)
        assert found.kind is Kind.FORGED_RELATION
    else:
        assert found.proof.relation == relation


def test_a_reply_that_only_helps_old_clients_show_a_thread_is_none() -> None:
    thread = {"rel_type": "m.thread", "event_id": "$t", "is_falling_back": True, **REPLY}
    message = told("m.room.message", text("ja", **{"m.relates_to": thread}), thread)
    assert (message.thread, message.reply_to) == ("$t", None)


@pytest.mark.parametrize(
    ("payload", "step"),
    [
        ({"type": "m.key.verification.ready", "content": {}}, "m.key.verification.ready"),
        (
            {"type": "m.room.message", "content": {"msgtype": "m.key.verification.request"}},
            "m.key.verification.request",
        ),
        ({"type": "m.room.message", "content": text("hallo")}, None),
        ({"type": "org.gremium.x", "content": {"msgtype": "m.key.verification.request"}}, None),
    ],
)
def test_steps_of_a_verification_are_told_apart(payload: Json, step: str | None) -> None:
    assert verification_type(payload) == step


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(
            st.sampled_from(
                [
                    "m.relates_to",
                    "m.new_content",
                    "msgtype",
                    "body",
                    "file",
                    "info",
                    "event_id",
                    "rel_type",
                    "m.in_reply_to",
                    "m.selections",
                    "answers",
                ]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=10,
)


@given(
    st.sampled_from(["m.room.message", "m.poll.response", "org.gremium.x", "m.other"]),
    st.dictionaries(
        st.sampled_from(["m.relates_to", "m.new_content", "msgtype", "body", "file", "info"]), JUNK
    ),
    st.none() | st.dictionaries(st.sampled_from(["rel_type", "event_id"]), JUNK),
)
def test_no_content_makes_it_stumble(type: str, content: Json, outside: Json | None) -> None:
    found = told(type, content, outside)
    assert found is None or found.event_id == "$e"
