"""Tags and branches that carry a version: strict inverses of each other's text.

The laws, each of which has a test of its own:

* ``format.parse(format.format(version)) == version`` for every version;
* ``format.format(format.parse(tag)) == tag`` for every tag that the format takes.

The parser does not guess: it refuses a tag of another component, a tag with another prefix and a tag whose rest is no
version, each with that reason.
"""

from collections.abc import Iterator
from typing import Annotated, Final, Self

import attrs

from releasekit._arguments import of_kind
from releasekit._fields import Frozen, Length, OneLine, checked
from releasekit._words import Word, shown
from releasekit.answers import Refused
from releasekit.errors import FieldError
from releasekit.versions._version import Version, VersionError

LONGEST_PART: Final = 100
# What git takes in the name of a tag or branch (git-check-ref-format), of ASCII only.
REFUSED_END: Final = ".lock"
ENDING: Final = f"an end other than `{REFUSED_END}`, which git keeps for itself"
REFUSED_MARKS: Final = frozenset(" ~^:?*[\\\x7f") | frozenset(map(chr, range(32)))
REFUSED_TEXTS: Final = ("..", "@{", "//", "/.", ".lock/")
STAGE: Final = "rc"
CANDIDATE: Final = "a version of the form X.Y.Z-rc.N"

Part = Annotated[str, Length(0, LONGEST_PART), OneLine()]


class TagFault(Word):
    """Why a text is no tag of a format.

    ``COMPONENT``: it does not begin with the component and its separator. ``PREFIX``: the prefix of the version is
    another. ``VERSION``: what follows is no version. ``STAGE``: the version is no release candidate with a number.
    """

    COMPONENT = "component"
    PREFIX = "prefix"
    VERSION = "version"
    STAGE = "stage"


@attrs.frozen(field_transformer=checked)
class NotATag(Frozen, Refused):
    """A text that a format does not take.

    Attributes:
        tag: the text.
        fault: why not.
        problem: the same in words, with what was expected.
    """

    tag: str
    fault: TagFault
    problem: str = attrs.field(kw_only=True)

    def __str__(self) -> str:
        return self.problem


@attrs.frozen(field_transformer=checked)
class TagFormat(Frozen):
    """How the tags of one component are written: component, separator, prefix, version.

    Attributes:
        prefix: what stands right before the version; empty for none.
        component: the component in a repository of many; empty for a repository of one.
        separator: what stands between the component and the prefix; not written where there is no component.

    Raises:
        FieldError: where git would refuse such a tag, or what stands before the version ends in a digit.

    Example:
        >>> from releasekit.versions import TagFormat, Version
        >>> print(TagFormat().format(Version(1, 2, 0)))
        v1.2.0
        >>> client = TagFormat(component="client", separator="/")
        >>> client.parse("client/v3.5.0")
        Version.parse('3.5.0')
        >>> client.parse("server/v3.5.0").fault
        <TagFault.COMPONENT: 'component'>
    """

    prefix: Part = "v"
    component: Part = ""
    separator: Part = attrs.field(default="-", kw_only=True)

    def _problems(self) -> Iterator[str]:
        # What git, or the next reader, could not take in what stands before a version.
        lead, given = self.lead, f"lead is {shown(self.lead)}"
        if not lead.isascii() or not REFUSED_MARKS.isdisjoint(lead) or any(text in lead for text in REFUSED_TEXTS):
            yield f"{given}; expected ASCII that git takes in the name of a tag"
        if lead[:1] in ("-", "/", "."):
            yield f"{given}; expected no `-`, `/` or `.` in front"
        if lead[-1:].isdigit():
            yield f"{given}; expected no digit at the end, which would run into the version"

    @property
    def lead(self) -> str:
        """What every tag of the format begins with."""
        return f"{self.component}{self.separator}{self.prefix}" if self.component else self.prefix

    def format(self, version: Version) -> str:
        """Return the tag of a version.

        Raises:
            FieldError: where ``version`` is no `Version`, or git would refuse the tag for its end.
        """
        of_kind("version", version, Version)
        tag = f"{self.lead}{version}"
        if tag.endswith(REFUSED_END):
            raise FieldError((f"tag is {shown(tag)}; expected {ENDING}",))
        return tag

    def parse(self, tag: str) -> Version | NotATag:
        """Return the version that a tag names, or why the text is no tag of this format.

        Raises:
            FieldError: where ``tag`` is not text.
        """
        if type(tag) is not str:
            raise FieldError((f"tag is {shown(tag)}; expected text",))
        head = f"{self.component}{self.separator}" if self.component else ""
        for fault, expected in ((TagFault.COMPONENT, head), (TagFault.PREFIX, self.lead)):
            if not tag.startswith(expected):
                problem = f"tag is {shown(tag)}; expected it to begin with {shown(expected)}"
                return NotATag(tag, fault, problem=problem)
        if tag.endswith(REFUSED_END):
            return NotATag(tag, TagFault.VERSION, problem=f"tag is {shown(tag)}; expected {ENDING}")
        try:
            return Version.parse(tag[len(self.lead) :])
        except VersionError as error:
            return NotATag(tag, TagFault.VERSION, problem=f"tag is {shown(tag)}; {error}")


@attrs.frozen(field_transformer=checked)
class CandidateBranch(Frozen):
    """The branch that a release candidate is cut on.

    Attributes:
        version: a release candidate with its number, such as 1.4.0-rc.1, without build metadata.

    Raises:
        FieldError: where the version is no release candidate with a number.

    Example:
        >>> from releasekit.versions import CandidateBranch, Version
        >>> print(CandidateBranch(Version(1, 4, 0, pre=("rc", 1))))
        release/v1.4.0-rc.1

    Source:
        Release Playbook, Release Process, Release Workflow: "Cut RC branch: release/vX.Y.Z-rc.1".
    """

    version: Version

    def _problems(self) -> Iterator[str]:
        if not _is_candidate(self.version):
            yield f"version is `{self.version}`; expected {CANDIDATE}"

    @classmethod
    def parse(cls, branch: str) -> Self | NotATag:
        """Return the branch that a text names, or why the text names none.

        Raises:
            FieldError: where ``branch`` is not text.
        """
        version = BRANCH.parse(branch)
        if isinstance(version, NotATag):
            return version
        if not _is_candidate(version):
            problem = f"branch is {shown(branch)}; expected {CANDIDATE}"
            return NotATag(branch, TagFault.STAGE, problem=problem)
        return cls(version)

    def __str__(self) -> str:
        return BRANCH.format(self.version)


def _is_candidate(version: Version) -> bool:
    return version.pre[:1] == (STAGE,) and [type(number) for number in version.pre[1:]] == [int] and not version.build


BRANCH: Final = TagFormat(component="release", separator="/")
