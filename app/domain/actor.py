"""Who acts. Each door builds one and passes it on; verbs cannot tell the doors apart. People's rows are in models."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

Kind = Literal["person", "clock", "operator", "anyone"]


@dataclass(frozen=True)
class Post:
    """A role held in an organisation."""

    id: int
    role: str
    organisation_id: int
    organisation: str


@dataclass(frozen=True)
class Standing:
    """One whose work somebody may do: they themselves, or a person absent today whose substitute they are."""

    person_id: int | None
    name: str
    posts: tuple[Post, ...]

    def posts_with(self, role: str, organisation_id: int | None) -> tuple[Post, ...]:
        return tuple(p for p in self.posts if p.role == role and organisation_id in (None, p.organisation_id))


@dataclass(frozen=True)
class Actor:
    """`as_post` is the post a person with several acts in; `absent` whose substitute they are today, with the posts
    lent; `acting_for` the one of these whose work is done (代办). What is lent gives work to do and no other right."""

    kind: Kind
    person_id: int | None
    name: str
    posts: tuple[Post, ...] = ()
    subject_ids: frozenset[int] = frozenset()
    as_post: int | None = None
    absent: tuple[Standing, ...] = ()
    acting_for_id: int | None = None
    acting_for: str | None = None

    @property
    def is_person(self) -> bool:
        return self.kind == "person"

    @property
    def roles(self) -> frozenset[str]:
        """All roles held: access is the union of the posts."""
        return frozenset(post.role for post in self.posts)

    @property
    def post(self) -> Post | None:
        """The post acted in: the chosen one, or the only one; None where the choice is still open."""
        if self.as_post is not None:
            lent = (post for one in self.absent for post in one.posts)
            return next((post for post in (*self.posts, *lent) if post.id == self.as_post), None)
        return self.posts[0] if len(self.posts) == 1 else None

    @property
    def worker_id(self) -> int | None:
        """In whose hands a task is that this person takes: the absent one's, whose work it stays."""
        return self.acting_for_id or self.person_id

    @property
    def standings(self) -> tuple[Standing, ...]:
        """As whom this person may work, themselves first; a post of an absent person chosen means only that one."""
        chosen = tuple(one for one in self.absent if self.as_post in {post.id for post in one.posts})
        return chosen or (Standing(self.person_id, self.name, self.posts), *self.absent)

    def instead_of(self, other: Standing, post: Post | None) -> Actor:
        """The same person, doing the work of an absent one."""
        return replace(self, acting_for_id=other.person_id, acting_for=other.name, as_post=post.id if post else None)

    def holds(self, role: str, organisation_id: int | None = None) -> Post | None:
        """The post with that role (in that organisation); the chosen post first."""
        return next(iter(self.posts_with(role, organisation_id)), None)

    def posts_with(self, role: str, organisation_id: int | None = None) -> tuple[Post, ...]:
        """Every such post, the chosen one first: more than one and none chosen means that `as` is needed."""
        found = [p for p in self.posts if p.role == role and organisation_id in (None, p.organisation_id)]
        return tuple(sorted(found, key=lambda post: post.id != self.as_post))

    def stands_for(self, subject_id: int | None) -> bool:
        """Whether this is the subject, or speaks for it."""
        return subject_id is not None and subject_id in self.subject_ids


CLOCK = Actor("clock", None, "系统时钟")
OPERATOR = Actor("operator", None, "运维人员")
ANYONE = Actor("anyone", None, "未登录用户")
