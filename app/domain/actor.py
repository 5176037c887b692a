"""Who acts. Each door builds one and passes it on; verbs cannot tell the doors apart. People's rows are in models."""

from dataclasses import dataclass
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
class Actor:
    """`as_post` is the post a person with several acts in; `acting_for` the absent person whose work is done (代办)."""

    kind: Kind
    person_id: int | None
    name: str
    posts: tuple[Post, ...] = ()
    subject_ids: frozenset[int] = frozenset()
    as_post: int | None = None
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
            return next((post for post in self.posts if post.id == self.as_post), None)
        return self.posts[0] if len(self.posts) == 1 else None

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
