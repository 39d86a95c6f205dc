"""Fills PostgreSQL with a forum of a given size, as the actions of the product would leave it, in bulk.

Counters, last words, numbers of messages, marks of reading, follows, states of reports and entries of the index of the
search are what posting one by one would have made of them. Safe to run again with a larger size: it adds what lacks.
"""

import random
from dataclasses import dataclass

TEXTS = 500  # different messages; each text is written many times
WORDS = 6_000  # different words, as frequent as words are: the second half as often as the first, and so on
BOARDS = ("aide", "remontees-de-bug", "idees", "cours", "annonces")
PAGE = 20  # messages of a page, and of an entry of the index


@dataclass(frozen=True)
class Size:
    """How many; `long` messages stand in the first topic, the others share the rest."""

    posts: int
    topics: int
    people: int
    long: int

    @property
    def each(self) -> int:
        """Messages of every other topic."""
        return (self.posts - self.long) // (self.topics - 1)


def fill(size: Size) -> None:
    """Bring the forum of this database to the size; the boards of the shipped content must be there."""
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        boards = _boards(cursor)
        _texts(cursor)
        _people(cursor, size.people)
        _topics(cursor, size, boards)
        _posts(cursor, size)
        _counters(cursor)
        _reports_and_questions(cursor, boards)
        _marks(cursor)
        _index(cursor)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _boards(cursor) -> dict[str, int]:
    cursor.execute("SELECT slug, id FROM forum_forum WHERE slug = ANY(%s)", [list(BOARDS)])
    return dict(cursor.fetchall())


def _word(rank: int) -> str:
    """A made-up word that can be said, the same for the same rank."""
    syllables = ("ba", "ce", "di", "fo", "gu", "la", "me", "ni", "po", "ru", "sa", "ti", "vo", "chi", "tra", "pon")
    word = ""
    for _part in range(3):
        rank, part = divmod(rank, len(syllables))
        word += syllables[part]
    return word + (syllables[rank] if rank else "")


def _texts(cursor) -> None:
    """The different texts: source, HTML, plain words, stems; titles with their slug and stems."""
    from django.utils.text import slugify

    from portal.core.markdown import plain_text, render_post
    from portal.search.stems import stems

    cursor.execute("CREATE TEMPORARY TABLE load_text (n int PRIMARY KEY, raw text, html text, plain text, stems text)")
    cursor.execute("CREATE TEMPORARY TABLE load_title (n int PRIMARY KEY, title text, slug text, stems text)")
    chance = random.Random(20)  # noqa: S311 - the same forum at every run
    ranks, weights = range(WORDS), [1 / (rank + 3) for rank in range(WORDS)]

    def words(count: int) -> str:
        return " ".join(_word(rank) for rank in chance.choices(ranks, weights, k=count))

    rows = []
    for number in range(TEXTS):
        raw = "\n\n".join(f"{words(chance.randint(8, 25)).capitalize()}." for _part in range(chance.randint(1, 5)))
        plain = plain_text(raw)
        rows.append((number, raw, str(render_post(raw)), plain, " ".join(stems(plain))))
    cursor.executemany("INSERT INTO load_text VALUES (%s, %s, %s, %s, %s)", rows)
    titles = [words(6).capitalize() for _title in range(TEXTS * 4)]
    rows = [(number, one, slugify(one)[:80], " ".join(stems(one))) for number, one in enumerate(titles)]
    cursor.executemany("INSERT INTO load_title VALUES (%s, %s, %s, %s)", rows)


def _people(cursor, count: int) -> None:
    cursor.execute(
        """
        INSERT INTO people_user (password, is_superuser, email, public_name, language, is_staff, is_active, date_joined)
        SELECT '!', false, 'm' || n || '@load.example.org', 'Membre ' || n, 'fr', false, true, now() - interval '3 year'
        FROM generate_series(1, %s) AS n ON CONFLICT DO NOTHING
        """,
        [count],
    )
    cursor.execute(
        """
        CREATE TEMPORARY TABLE load_person AS
        SELECT substring(email FROM 2 FOR position('@' IN email) - 2)::int AS n, id FROM people_user
        WHERE email LIKE 'm%%@load.example.org'
        """
    )
    cursor.execute("CREATE UNIQUE INDEX ON load_person (n)")


def _topics(cursor, size: Size, boards: dict[str, int]) -> None:
    """Topic `n` of ours has the views count `n`, which nothing in the product reads: that is how it is known again."""
    cursor.execute(
        """
        INSERT INTO forum_conversation_topic (subject, slug, type, status, approved, posts_count, views_count,
            last_post_on, created, updated, forum_id, poster_id, last_number, guest_name, votes_count, outcome)
        SELECT title.title, title.slug, CASE WHEN place %% 10000 = 7 THEN 1 ELSE 0 END, 0, true, 0, place,
            now(), now() - (place || ' minutes')::interval, now(), (%(boards)s::int[])[1 + (place - 1) %% 4],
            person.id, 0, '', 0, ''
        FROM generate_series(1, %(topics)s) AS place
        JOIN load_title AS title ON title.n = (place * 7919::bigint) %% %(titles)s
        JOIN load_person AS person ON person.n = 1 + (place * 104729::bigint) %% %(people)s
        WHERE NOT EXISTS (SELECT FROM forum_conversation_topic AS old WHERE old.views_count = place)
        """,
        {
            "boards": [boards[slug] for slug in BOARDS[:4]],
            "topics": size.topics,
            "titles": TEXTS * 4,
            "people": size.people,
        },
    )


def _posts(cursor, size: Size) -> None:
    """Each topic up to its length; the times go from its opening to now."""
    cursor.execute(
        """
        INSERT INTO forum_conversation_post (created, updated, subject, content, _content_rendered, approved,
            enable_signature, updates_count, topic_id, poster_id, number, removal_reason)
        SELECT topic.created + (now() - topic.created) * number / (full_length + 1), now(), topic.subject, words.raw,
            words.html, true, false, 0, topic.id,
            CASE WHEN number = 1 THEN topic.poster_id ELSE person.id END, number, ''
        FROM forum_conversation_topic AS topic
        CROSS JOIN LATERAL (SELECT CASE WHEN views_count = 1 THEN %(long)s ELSE %(each)s END AS full_length) AS length
        CROSS JOIN LATERAL generate_series(last_number + 1, full_length) AS number
        JOIN load_text AS words ON words.n = (topic.id::bigint * 31 + number * 7) %% %(texts)s
        JOIN load_person AS person ON person.n = 1 + (topic.id::bigint * 7 + number * 5051) %% %(people)s
        WHERE views_count > 0
        """,
        {"long": size.long, "each": size.each, "texts": TEXTS, "people": size.people},
    )


def _counters(cursor) -> None:
    cursor.execute(
        """
        UPDATE forum_conversation_topic AS topic SET posts_count = found.count, last_number = found.count,
            first_post_id = first.id, last_post_id = last.id, last_post_on = last.created
        FROM (SELECT topic_id, count(*) FROM forum_conversation_post GROUP BY topic_id) AS found,
            forum_conversation_post AS first, forum_conversation_post AS last
        WHERE topic.views_count > 0 AND found.topic_id = topic.id AND topic.last_number <> found.count
            AND first.topic_id = topic.id AND first.number = 1
            AND last.topic_id = topic.id AND last.number = found.count
        """
    )
    cursor.execute(
        """
        UPDATE forum_forum AS board SET direct_topics_count = found.topics, direct_posts_count = found.posts,
            last_post_id = found.last_post_id, last_post_on = found.last_post_on
        FROM (SELECT DISTINCT ON (forum_id) forum_id, last_post_id, last_post_on,
                count(*) OVER of_board AS topics, sum(posts_count) OVER of_board AS posts
            FROM forum_conversation_topic WINDOW of_board AS (PARTITION BY forum_id)
            ORDER BY forum_id, last_post_on DESC) AS found
        WHERE found.forum_id = board.id
        """
    )


def _reports_and_questions(cursor, boards: dict[str, int]) -> None:
    """One report in ten is open, one question in ten waits for an answer; one idea in fifty is decided."""
    cursor.execute(
        """
        INSERT INTO support_bugreport (topic_id, state, state_reason, state_since, service_id)
        SELECT id, CASE WHEN id %% 10 = 0 THEN 'new' ELSE 'resolved' END, '', created,
            (SELECT id FROM services_service ORDER BY id LIMIT 1)
        FROM forum_conversation_topic WHERE forum_id = %s AND views_count > 0 ON CONFLICT DO NOTHING
        """,
        [boards["remontees-de-bug"]],
    )
    cursor.execute(
        """
        INSERT INTO support_bugreportchange (report_id, from_state, to_state, reason, changed_at, changed_by_id)
        SELECT report.id, '', 'new', '', topic.created, topic.poster_id
        FROM support_bugreport AS report JOIN forum_conversation_topic AS topic ON topic.id = report.topic_id
        WHERE NOT EXISTS (SELECT FROM support_bugreportchange WHERE report_id = report.id)
        """
    )
    cursor.execute(
        "UPDATE forum_conversation_topic SET solved_at = last_post_on WHERE views_count > 0 AND id %% 10 > 0"
        " AND solved_at IS NULL AND forum_id = ANY(%s)",
        [[boards["aide"], boards["cours"], boards["remontees-de-bug"]]],
    )
    cursor.execute(
        "UPDATE forum_conversation_topic SET outcome = 'done' WHERE views_count > 0 AND id %% 50 = 0 AND forum_id = %s",
        [boards["idees"]],
    )


def _marks(cursor) -> None:
    """Whoever writes in a topic follows it, and has read it up to their last message there."""
    cursor.execute(
        """
        CREATE TEMPORARY TABLE load_mark AS SELECT topic_id, poster_id, max(post.created) AS at
        FROM forum_conversation_post AS post WHERE poster_id IS NOT NULL GROUP BY 1, 2
        """
    )
    cursor.execute(
        """
        INSERT INTO notifications_follow (person_id, subject, number, frequency, since)
        SELECT poster_id, 'topic', topic_id, 'at_once', at FROM load_mark ON CONFLICT DO NOTHING
        """
    )
    cursor.execute(
        """
        INSERT INTO forum_tracking_topicreadtrack (user_id, topic_id, mark_time)
        SELECT poster_id, topic_id, at FROM load_mark ON CONFLICT DO NOTHING
        """
    )


def _index(cursor) -> None:
    """What forum.support.found would have written: an entry for each page of a topic. The GIN index is built
    afterwards, in a tenth of the time."""
    from portal.search import tables

    cursor.execute("SET LOCAL maintenance_work_mem = '512MB'")
    cursor.execute("DROP INDEX IF EXISTS search_indexentry_vector")
    cursor.execute(
        """
        INSERT INTO search_indexentry (kind, object_id, number, part, is_listed, title, url, summary, text, title_stems,
            stems, updated_at)
        SELECT 'topic', topic.id::text, topic.id, part, part = 1, topic.subject, '/forum/' || board.slug || '/'
                || topic.id || '-' || topic.slug || '/', CASE WHEN part = 1 THEN left(first.plain, 300) ELSE '' END,
            words.plain, title.stems, words.stems, topic.created + (now() - topic.created) * part / (parts + 1)
        FROM forum_conversation_topic AS topic
        JOIN forum_forum AS board ON board.id = topic.forum_id
        JOIN load_title AS title ON title.n = (topic.views_count * 7919::bigint) %% %(titles)s
        JOIN load_text AS first ON first.n = (topic.id::bigint * 31 + 7) %% %(texts)s
        CROSS JOIN LATERAL (SELECT (topic.last_number - 1) / %(page)s + 1 AS parts) AS length
        CROSS JOIN LATERAL generate_series(1, parts) AS part
        CROSS JOIN LATERAL (
            SELECT string_agg(plain, ' ') AS plain, string_agg(stems, ' ') AS stems
            FROM generate_series((part - 1) * %(page)s + 1, least(topic.last_number, part * %(page)s)) AS number
            JOIN load_text ON n = (topic.id::bigint * 31 + number * 7) %% %(texts)s
        ) AS words
        WHERE topic.views_count > 0 ON CONFLICT DO NOTHING
        """,
        {"titles": TEXTS * 4, "texts": TEXTS, "page": PAGE},
    )
    tables.create()
