# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""A homeserver that tampers with what is said: forged, moved, doubled, hidden, invented words."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from campaign import Case
from hall import Hall
from hostile import (
    Hold,
    double,
    each_sealed,
    edit,
    forge_sender,
    hide,
    message,
    play_back,
    reaction,
    redaction,
    relabel,
)
from hostile import event as invented

from bot.domain.values import Choice, Undecided
from bot.effects import Place
from bot.matrix.http import path

pytestmark = pytest.mark.asyncio(loop_scope="package")
Json = dict[str, Any]


async def sealed(hall: Hall, event_id: str, place: Place = Place.SESSION) -> Json:
    """Return the content of an event as the server stores it."""
    where = path("rooms", hall.council.room(place), "event", event_id)
    content: Json = (await hall.members["S"].http.get(where))["content"]
    return content


async def test_the_chairs_closing_under_the_deputys_name_closes_nothing(
    hall: Hall, case: Case
) -> None:
    berta, ayse = hall.members["1"], hall.members["2"]
    async with hall.ballot() as vote:
        hall.server.twist(forge_sender(ayse.user_id, berta.user_id))
        await hall.say("2", "!abstimmung schließen")
        await hall.on_record("forged_sender", berta.user_id)
        assert vote.ballot.open
        case(
            "sender of an encrypted command forged", "refused; vote goes on; on record", hall.heard
        )


async def test_a_session_labelled_as_somebody_elses_proves_nothing(hall: Hall, case: Case) -> None:
    """The server writes Dora's session beside Carl's ciphertext, and forges the sender to match."""
    carl, dora = hall.members["3"], hall.members["4"]
    hers = await sealed(hall, await hall.say("4", "Guten Abend"))
    async with hall.ballot() as vote:
        labels = {key: hers[key] for key in ("session_id", "sender_key", "device_id")}
        hall.server.twist(relabel(carl.user_id, **labels), forge_sender(carl.user_id, dora.user_id))
        said = await hall.say("3", "ja")
        await hall.on_record("undecryptable", dora.user_id)
        await hall.handled(said)
        assert vote.votes == {}
        case("Megolm session relabelled as another member's", "not counted; on record", hall.heard)


async def test_false_labels_beside_the_right_session_change_nothing(hall: Hall, case: Case) -> None:
    """`sender_key` and `device_id` in an event are servers' words; the session tells the device."""
    carl, dora = hall.members["3"], hall.members["4"].gateway.own_device()
    async with hall.ballot() as vote:
        labels = {"sender_key": dora.curve25519, "device_id": dora.device_id}
        hall.server.twist(relabel(carl.user_id, **labels))
        await hall.say("3", "ja")
        await vote.has("3", Choice.YES)
        assert set(vote.votes) == {"3"}
        case("sender key and device id relabelled", "counted for its true author")


async def test_a_vote_shown_twice_counts_once(hall: Hall, case: Case) -> None:
    async with hall.ballot() as vote:
        hall.server.twist(double(hall.members["3"].user_id))
        await hall.say("3", "ja")
        await vote.has("3", Choice.YES)
        result = (await vote.close()).result
        assert result is not None
        assert (result.yes, result.no, result.not_voted) == (1, 0, 3)
        assert await hall.incidents() == []
        case("event duplicated", "counted once")


async def test_a_server_that_starts_over_repeats_no_vote(hall: Hall, case: Case) -> None:
    """It forgets our position and shows everything again, as to a new device."""
    hall.server.start_over()  # what others have hidden or changed this evening is news once
    await hall.wake()
    await hall.handled(await hall.say("4", "Guten Abend"))
    await hall.fresh()
    async with hall.ballot() as vote:
        await hall.say("3", "ja")
        await vote.has("3", Choice.YES)
        await hall.say("3", "nein")
        await vote.has("3", Choice.NO)
        head = hall.council.chamber.desk.head(hall.meeting.id)
        hall.server.start_over()
        await hall.wake()
        await hall.handled(await hall.say("4", "ja"))
        assert vote.votes == {"3": Choice.NO, "4": Choice.YES}
        assert hall.council.chamber.desk.head(hall.meeting.id) == head + 1
        # A letter shown once more cannot be opened once more, and is told as any other such.
        assert {kind for kind, _ in await hall.incidents()} <= {"letter_unreadable"}
        case("sync position reset, whole history shown again", "nothing counted twice")


async def test_an_old_vote_under_a_new_id_is_a_replay(hall: Hall, case: Case) -> None:
    carl = hall.members["3"]
    async with hall.ballot() as first:
        said = await hall.say("3", "ja")
        await first.has("3", Choice.YES)
    old = await sealed(hall, said)
    async with hall.ballot() as second:
        hall.server.twist(play_back(carl.user_id, old))
        await hall.say("3", "nein")
        await hall.on_record("replayed", carl.user_id)
        assert second.votes == {}
        case("old vote replayed under a new event id", "not counted; on record", hall.heard)


async def test_a_vote_held_back_until_after_the_result_is_refused_aloud(
    hall: Hall, case: Case
) -> None:
    """Hidden from the history, too, so that the close cannot find it."""
    carl = hall.members["3"]
    async with hall.ballot() as vote:
        hold = Hold(carl.user_id)
        hall.server.twist(hold)
        hall.server.past(hide(carl.user_id))
        late = await carl.answer(hall.session, await vote.poll(), vote.answer(Choice.YES))
        async with asyncio.timeout(15):
            while not hold.held:  # noqa: ASYNC110 - the proxy's doing
                await asyncio.sleep(0.05)
        ballot = await vote.close()
        assert ballot.result is not None
        assert (ballot.result.yes, ballot.result.not_voted) == (0, 4)
        hold.released = True
        await hall.say("4", "Und nun?")
        await hall.hears("3", f"{vote.id} ist beendet", reply_to=late)
        assert vote.votes == {}
        case("vote delayed beyond the result", "not counted; the member is told", hall.heard)


async def test_votes_cut_from_a_timeline_are_found_at_the_close(hall: Hall, case: Case) -> None:
    async with hall.ballot() as vote:
        hall.server.cut_timelines(keep=0)
        before = hall.proxy.count("/sync$")
        await asyncio.gather(
            hall.say("1", "ja"), hall.say("2", "ja"), hall.say("3", "nein"), hall.say("4", "ja")
        )
        async with asyncio.timeout(15):
            while hall.proxy.count("/sync$") < before + 2:  # noqa: ASYNC110 - the proxy's doing
                await asyncio.sleep(0.05)
        await hall.wake()
        assert vote.votes == {}
        hall.server.relent()
        result = (await vote.close("S", Place.OFFICE)).result
        assert result is not None
        assert (result.yes, result.no) == (3, 1)
        await hall.hears("3", f"{vote.id} wird jetzt geschlossen")
        case("timeline cut without saying so", "all votes found at the close", hall.heard)


async def test_a_history_unlike_the_sync_cannot_change_a_vote(hall: Hall, case: Case) -> None:
    """At the close the server hands out Carl's earlier "ja" in the place of his "nein"."""
    carl = hall.members["3"]
    async with hall.ballot() as vote:
        said = await hall.say("3", "ja")
        await vote.has("3", Choice.YES)
        await hall.say("3", "nein")
        await vote.has("3", Choice.NO)
        hall.server.past(play_back(carl.user_id, await sealed(hall, said)))
        result = (await vote.close()).result
        assert result is not None
        assert (result.yes, result.no, result.not_voted) == (0, 1, 3)
        case("history pages differ from the sync", "the count is right")


async def test_a_hidden_vote_that_history_hides_badly_means_no_result(
    hall: Hall, case: Case
) -> None:
    def forget(exchange: Any) -> None:
        (exchange.answer or {}).update(chunk=[], end=None)

    async with hall.ballot() as vote:
        hall.server.answer("/messages$", forget)
        ballot = await vote.close()
        assert (ballot.result, ballot.undecided) == (None, Undecided.GAP)
        await hall.hears("3", f"{vote.id} endet ohne Ergebnis")
        await hall.hears("S", "nicht vollständig")
        assert "history_gap" in [kind for kind, _ in await hall.incidents()]
        case("history withheld at the close", "no result, with the reason; on record", hall.heard)


async def test_invented_words_in_a_members_name_do_not_count(hall: Hall, case: Case) -> None:
    carl = hall.members["3"]
    async with hall.ballot() as vote:
        await hall.inject(hall.session, message("ja", sender=carl.user_id))
        await hall.on_record("plaintext", carl.user_id)
        assert vote.votes == {}
        case("clear text injected", "not counted; on record", hall.heard)


async def test_an_invented_reaction_is_no_vote(hall: Hall, case: Case) -> None:
    carl = hall.members["3"]
    async with hall.ballot() as vote:
        question = await vote.question()
        await hall.inject(hall.session, reaction(question, sender=carl.user_id))
        await hall.on_record("reaction", carl.user_id)
        assert vote.votes == {}
        case("reaction injected", "not counted; on record", hall.heard)


async def test_an_invented_edit_changes_no_vote(hall: Hall, case: Case) -> None:
    carl = hall.members["3"]
    async with hall.ballot() as vote:
        said = await hall.say("3", "ja")
        await vote.has("3", Choice.YES)
        await hall.inject(hall.session, edit(said, "nein", sender=carl.user_id))
        await hall.on_record("plaintext", carl.user_id)
        assert vote.votes == {"3": Choice.YES}
        case("edit injected", "first word stands; on record", hall.heard)


async def test_redactions_by_nobody_and_in_the_bots_name_are_told(hall: Hall, case: Case) -> None:
    """The bot never redacts, so a redaction of its question is somebody else's doing."""
    bot = hall.council.app.gateway.user_id
    admin = f"@admin:{bot.partition(':')[2]}"
    async with hall.ballot() as vote:
        said = await hall.say("3", "ja")
        await vote.has("3", Choice.YES)
        await hall.inject(hall.session, redaction(said, sender=admin))
        await hall.on_record("redaction", admin)
        await hall.inject(hall.session, redaction(await vote.question(), sender=bot))
        await hall.on_record("redaction", bot)
        assert vote.votes == {"3": Choice.YES}
        case("redactions injected", "what is counted stays; on record", hall.heard)


async def test_a_vote_dressed_up_as_room_state_counts(hall: Hall, case: Case) -> None:
    def dress(item: Json) -> list[Json]:
        return [item | {"state_key": ""}]

    async with hall.ballot() as vote:
        hall.server.twist(each_sealed(hall.members["3"].user_id, dress))
        await hall.say("3", "ja")
        await vote.has("3", Choice.YES)
        case("vote shown as a state event", "counted: its seal proves it")


async def test_words_under_the_id_of_earlier_ones_do_not_vanish_in_silence(
    hall: Hall, case: Case
) -> None:
    carl = hall.members["3"]
    async with hall.ballot() as vote:
        first = await hall.say("3", "Moment noch")
        await hall.handled(first)

        def collide(item: Json) -> list[Json]:
            return [item | {"event_id": first}]

        hall.server.twist(each_sealed(carl.user_id, collide))
        await hall.say("3", "ja")
        await hall.on_record("id_reused", carl.user_id)
        await hall.hears("3", "unter der Kennung einer anderen")
        assert vote.votes == {}
        hall.server.relent()
        await hall.say("3", "ja")
        await vote.has("3", Choice.YES)
        case("event id reused to hide a vote", "told, repeated, counted once", hall.heard)


async def test_an_edit_hung_on_a_vote_from_outside_is_told(hall: Hall, case: Case) -> None:
    """Relations stand in clear text: a server can make a vote look like an edit of a greeting."""
    carl = hall.members["3"]
    greeting = await hall.say("3", "Guten Abend")

    def attach(item: Json) -> list[Json]:
        relation = {"rel_type": "m.replace", "event_id": greeting}
        return [item | {"content": item["content"] | {"m.relates_to": relation}}]

    async with hall.ballot() as vote:
        hall.server.twist(each_sealed(carl.user_id, attach))
        said = await hall.say("3", "ja")
        await hall.on_record("edit", carl.user_id)
        await hall.hears("3", "Änderung zählt nicht", reply_to=said)
        assert vote.votes == {}
        case("relation to another event attached", "not counted; member asked again", hall.heard)


async def test_a_vote_moved_to_another_poll_is_told(hall: Hall, case: Case) -> None:
    carl = hall.members["3"]

    def move(item: Json) -> list[Json]:
        relation = {"rel_type": "m.reference", "event_id": "$elsewhere"}
        return [item | {"content": item["content"] | {"m.relates_to": relation}}]

    async with hall.ballot() as vote:
        hall.server.twist(each_sealed(carl.user_id, move))
        said = await carl.answer(hall.session, await vote.poll(), vote.answer(Choice.YES))
        await hall.on_record("forged_relation", carl.user_id)
        await hall.hears("3", "einer anderen zugeordnet", reply_to=said)
        assert vote.votes == {}
        case("sealed relation contradicted outside", "not counted; member asked again", hall.heard)


async def test_lies_beside_an_event_change_nothing(hall: Hall, case: Case) -> None:
    """What stands in `unsigned` is the server's own invention."""

    def gloss(item: Json) -> list[Json]:
        other = message("nein", sender=item["sender"])
        lies = {
            "redacted_because": redaction(item["event_id"], sender=item["sender"]),
            "m.relations": {"m.replace": other},
            "age": -1,
            "transaction_id": "t",
        }
        return [item | {"unsigned": lies, "origin_server_ts": 0}]

    async with hall.ballot() as vote:
        hall.server.twist(each_sealed(hall.members["3"].user_id, gloss))
        await hall.say("3", "ja")
        await vote.has("3", Choice.YES)
        assert await hall.incidents() == []
        case("false unsigned data and timestamp", "ignored; the vote counts")


async def test_words_from_the_office_played_into_the_session_are_unreadable(
    hall: Hall, case: Case
) -> None:
    berta = hall.members["1"]
    there = await hall.say("1", "ja", Place.OFFICE)
    await hall.handled(there)
    async with hall.ballot() as vote:
        hall.server.twist(play_back(berta.user_id, await sealed(hall, there, Place.OFFICE)))
        await hall.say("1", "Ruhe bitte")
        await hall.on_record("undecryptable", berta.user_id)
        assert vote.votes == {}
        case("words moved from one room to another", "not counted; on record", hall.heard)
    # Her device has counted what nobody saw: the gap is noticed at her next words, so here.
    hall.relent()
    await hall.handled(await hall.say("1", "Danke"))


async def test_a_copy_of_the_bots_view_is_told(hall: Hall, case: Case) -> None:
    """A widget must not show a result that a member made up, or forwarded from an earlier vote."""
    carl = hall.members["3"]
    view = {"meeting": {"phase": "closed"}}
    said = await carl.say(hall.session, "Abgelehnt.", **{"org.gremium.view": view})
    await hall.on_record("copied_view", carl.user_id)
    await hall.hears("3", "Stand der Sitzung", reply_to=said)
    case("member's message carries a false view", "disregarded; on record", hall.heard)


async def test_garbage_in_every_field_stops_nobody(hall: Hall, case: Case) -> None:
    async with hall.ballot() as vote:
        contents: list[Json] = [{}, {"algorithm": 7}, {"ciphertext": [], "session_id": {}}]
        for content in contents:
            broken = invented("m.room.encrypted", content, sender=hall.members["4"].user_id)
            await hall.inject(hall.session, broken)
        odds: list[Json] = [{"event_id": []}, {"event_id": 7}, {"sender": None}, {"content": "x"}]
        for odd in odds:
            await hall.inject(hall.session, message("ja", sender="@x:y") | odd)
        await hall.say("3", "ja")
        await vote.has("3", Choice.YES)
        assert set(vote.votes) == {"3"}
        case("malformed events", "others vote on", hall.heard)


async def test_a_vote_hidden_for_ever_is_missed_by_people_and_taken_again(
    hall: Hall, case: Case
) -> None:
    """A bot cannot tell it from silence. Carl can: the count names who was heard, and not him."""
    hall.server.everywhere(hide(hall.members["3"].user_id))
    async with hall.ballot() as vote:
        await hall.say("3", "ja")
        for seat, word in (("1", "ja"), ("2", "nein"), ("4", "nein")):
            await hall.say(seat, word)
        await hall.until(lambda: len(vote.votes) == 3)
        count = await hall.hears("3", f"{vote.id}: 3 von 4 Stimmen")
        await vote.close()
        told = await hall.hears("3", "nicht abgestimmt: 1")
        assert "Carl" not in count.body + told.body
    assert await hall.incidents() == []
    await hall.say("1", f"!abstimmung wiederholen {vote.id} Die Stimme von Carl fehlt.")
    asked = await hall.hears("1", "!bestätigen ")
    await hall.say("1", "!bestätigen " + asked.body.rsplit(" ", 1)[1])
    await hall.hears("3", f"Ergebnis von {vote.id} ist ungültig", "Die Stimme von Carl fehlt")
    async with hall.ballot() as again:
        for seat, word in (("1", "ja"), ("2", "nein"), ("4", "ja")):
            await hall.say(seat, word)
        await hall.say("S", "!abstimmung für 3 ja")  # the server goes on: the office enters it
        await again.has("3", Choice.YES)
        await hall.until(lambda: len(again.votes) == 4)
        await hall.hears("3", "Carl")
        result = (await again.close()).result
        assert result is not None
        assert (result.yes, result.no, result.not_voted) == (3, 1, 0)
    case("vote hidden for ever, from everybody", "missed by its member; taken again", hall.heard)


async def test_a_vote_hidden_from_everybody_shows_in_the_number_of_the_next_words(
    hall: Hall, case: Case
) -> None:
    """A device numbers its messages in ciphertext: what is kept back leaves a gap."""
    carl = hall.members["3"]
    async with hall.ballot() as vote:
        await hall.handled(await hall.say("3", "Guten Abend."))
        hall.server.everywhere(hide(carl.user_id))
        hidden = await hall.say("3", "ja")
        await hall.say("4", "nein")
        await vote.has("4", Choice.NO)
        hall.server.relent()
        hall.server.everywhere(lambda _, item: [] if item["event_id"] == hidden else [item])
        said = await hall.say("3", "Ich habe doch gestimmt?")
        await hall.hears("3", "fehlt mir mindestens eine frühere von Ihnen", reply_to=said)
        await hall.hears("1", "fehlt mir mindestens eine frühere", "zurückgehalten")
        await hall.on_record("words_missing", carl.user_id)
        asked = await hall.say("1", "!abstimmung schließen")
        await hall.hears("1", "Carl", reply_to=asked)
        assert vote.ballot.open
        await hall.say("3", "ja")
        await vote.has("3", Choice.YES)
        result = (await vote.close()).result
        assert result is not None
        assert (result.yes, result.no) == (1, 1)
        assert (await hall.incidents()).count(("words_missing", carl.user_id)) == 1
    case("vote hidden from everybody, then another word", "told; counted when repeated", hall.heard)
