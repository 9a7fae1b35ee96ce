"""Sources cut into passages: sentences as they are read, without the marks of their notation."""

from ai.local import passages

QUOTING = """# Comments

Name how severe a comment is:

> Nit: This is a minor thing, but it should
> be mended.
>
> > FYI: I do not expect it now, but it may be
> > worth a thought.
this line goes on with the quotation.

Authors see what matters.

> ```
> code = 1
> ```

The end is told here.
"""


def test_the_marks_of_quotations_and_code_are_no_words_of_a_sentence() -> None:
    (passage,) = passages.cut(QUOTING, source=1)
    assert passage.lines == [
        "Name how severe a comment is:",
        "Nit: This is a minor thing, but it should be mended.",
        "FYI: I do not expect it now, but it may be worth a thought. this line goes on with the quotation.",
        "Authors see what matters.",
        "The end is told here.",
    ]
