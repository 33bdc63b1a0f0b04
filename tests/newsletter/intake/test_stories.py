from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from alliance.errors import RuleViolation
from alliance.models import StaleRecordError
from newsletter.intake.querysets import catch_up_from
from newsletter.intake.stories import (
    drop,
    join,
    mark_used,
    place,
    split,
    star,
    step,
    take_back,
    unstar,
)
from newsletter.models import NewsletterIssue, Story

WEDNESDAY = date(2025, 11, 26)
TUESDAY = date(2025, 11, 25)
MONDAY = date(2025, 11, 24)


@pytest.fixture
def issue(db):
    return NewsletterIssue.objects.create(date=WEDNESDAY)


def titles(stories):
    return [story.title for story in stories]


@pytest.mark.parametrize(
    ("day", "since"),
    [
        (date(2025, 11, 26), date(2025, 11, 25)),
        (date(2025, 11, 24), date(2025, 11, 21)),
        # After Chuseok and its substitute holiday: 3 to 9 October 2025.
        (date(2025, 10, 10), date(2025, 10, 2)),
        (date(2026, 1, 2), date(2025, 12, 31)),
    ],
)
@pytest.mark.django_db
def test_news_of_an_issue_begin_with_the_sending_day_before(day, since):
    assert catch_up_from(day) == since


def test_issue_gets_starred_stories_in_order_then_the_latest(story):
    story("이른 소식", TUESDAY)
    story("늦은 소식", WEDNESDAY)
    story("둘째 별", TUESDAY, state="starred", position=2)
    story("첫째 별", date(2025, 11, 3), state="starred", position=1)
    story("뺀 소식", WEDNESDAY, state="dropped")
    story("지난주 소식", date(2025, 11, 21))
    story("내일 소식", date(2025, 11, 27))
    story("", WEDNESDAY)

    found = Story.objects.for_issue(WEDNESDAY)

    assert titles(found) == ["첫째 별", "둘째 별", "늦은 소식", "이른 소식"]


def test_expired_call_is_offered_only_when_starred(story):
    story("끝난 공고", TUESDAY, tag="call", expires_on=TUESDAY)
    story("오늘까지 공고", TUESDAY, tag="call", expires_on=WEDNESDAY)
    story("별표한 끝난 공고", TUESDAY, tag="call", expires_on=TUESDAY, state="starred")

    found = Story.objects.for_issue(WEDNESDAY)

    assert titles(found) == ["별표한 끝난 공고", "오늘까지 공고"]
    assert found[0].is_expired_on(WEDNESDAY)


def test_story_told_stays_with_its_issue_and_leaves_the_others(story, issue):
    first, second = story("첫째", TUESDAY), story("둘째", WEDNESDAY)

    mark_used([first, second], issue)

    assert (first.state, first.used_in, first.position) == ("used", issue, 1)
    assert titles(Story.objects.for_issue(WEDNESDAY)) == ["첫째", "둘째"]
    assert titles(Story.objects.for_issue(date(2025, 11, 27))) == []


def test_what_is_taken_out_of_an_issue_is_dropped(story, issue):
    first, second = story("첫째", TUESDAY), story("둘째", WEDNESDAY)
    mark_used([first, second], issue)
    version = second.version

    mark_used([second], issue)
    mark_used([second], issue)

    first.refresh_from_db()
    assert (first.state, first.used_in) == ("dropped", None)
    # Another place in the order is one change; the same once more is none.
    assert (second.position, second.version) == (1, version + 1)


def test_database_refuses_a_story_in_an_issue_that_is_not_used(story, issue):
    found = story("첫째", TUESDAY)

    with pytest.raises(IntegrityError), transaction.atomic():
        Story.objects.filter(pk=found.pk).update(used_in=issue)


# --- What officers do ------------------------------------------------------------------------


def order():
    starred = Story.objects.filter(state="starred").order_by("position")
    return [story.title for story in starred]


@pytest.fixture
def starred(story):
    return [
        story(title, TUESDAY, state="starred", position=number, tag=tag)
        for number, (title, tag) in enumerate(
            [("가", "domestic"), ("나", "global"), ("다", "domestic"), ("라", "domestic")], 1
        )
    ]


def test_star_comes_last_and_may_be_taken_back(story, starred):
    fresh = story("마", TUESDAY)

    star(fresh)
    assert order() == ["가", "나", "다", "라", "마"]

    unstar(fresh)
    drop(starred[0])
    assert order() == ["나", "다", "라"]
    assert (fresh.state, fresh.position) == ("new", 0)

    take_back(starred[0])
    assert starred[0].state == "new"


def test_step_goes_past_the_next_of_the_same_tag(starred):
    assert step(starred[2], -1)
    assert order() == ["다", "가", "나", "라"]

    assert step(starred[2], +1)
    assert order() == ["가", "다", "나", "라"]

    assert not step(starred[0], -1)
    assert not step(starred[3], +1)


def test_place_before_and_after_another(story, starred):
    place(starred[3], before=starred[0])
    assert order() == ["라", "가", "나", "다"]

    place(starred[3], after=starred[1])
    assert order() == ["가", "나", "라", "다"]

    place(story("마", TUESDAY), before=starred[1])
    assert order() == ["가", "마", "나", "라", "다"]


def test_order_alone_leaves_open_forms_true(starred):
    place(starred[3], before=starred[0])

    assert set(Story.objects.values_list("version", flat=True)) == {1}


def test_stale_star_is_refused(story):
    found = story("소식", TUESDAY)
    seen_before = Story.objects.get(pk=found.pk)
    found.title = "고친 소식"
    found.save()

    with pytest.raises(StaleRecordError):
        star(seen_before)


def test_join_brings_articles_together(story):
    one, other = story("가", TUESDAY), story("나", TUESDAY, summary="우리 요약")

    join(one, [one, other])

    assert list(Story.objects.all()) == [one]
    assert (one.items.count(), one.summary) == (2, "우리 요약")
    with pytest.raises(RuleViolation, match="두 건 이상"):
        join(one, [one])


def test_split_gives_an_article_its_own_story(story):
    one, other = story("가", TUESDAY), story("나", TUESDAY)
    join(one, [other])
    item = one.items.get(title="나")

    split(item)

    assert {s.title: s.items.count() for s in Story.objects.all()} == {"가": 1, "나": 1}
    with pytest.raises(RuleViolation, match="한 건뿐"):
        split(item)


def test_story_goes_on_with_the_next_article_when_its_own_is_split_off(story):
    one, other = story("가", TUESDAY), story("나", TUESDAY)
    join(one, [other])

    split(one.items.get(title="가"))

    one.refresh_from_db()
    assert (one.title, one.link) == ("나", other.link)
    assert Story.objects.exclude(pk=one.pk).get().title == "가"


def test_story_in_an_issue_stays(story, issue):
    one, other = story("가", TUESDAY), story("나", TUESDAY)
    join(one, [other])
    mark_used([one], issue)
    another = story("다", TUESDAY)
    tries = [
        lambda: star(one),
        lambda: drop(one),
        lambda: place(one),
        lambda: join(another, [one]),
        lambda: split(one.items.first()),
    ]

    for attempt in tries:
        with pytest.raises(RuleViolation, match="이미 발행호"):
            attempt()
