"""A model's answers to wishes for a passage."""

import re
from typing import Any

# What a model would answer to each wish for the first paragraph.
GOOD = {
    "rewrite": "For 18 months the old pier in Aarhus was shut. According to the <a-2>harbour office</a-2>, the work "
    "lasted through two winters. The reopening is on 3 May.",
    "shorten": "The old pier in Aarhus, closed for 18 months, opens again on 3 May, says the "
    "<a-2>harbour office</a-2>.",
    "translate": "Der alte Pier in Aarhus war 18 Monate lang geschlossen. Das <a-2>Hafenamt</a-2> sagt, dass die "
    "Arbeiten zwei Winter lang weitergingen. Er öffnet am 3. Mai wieder.",
    "continue": "Those who live nearby have waited for this day and will be the first to walk out to the end of the "
    "pier again, where the water is deep and the view over the bay is as wide as it has always been.",
    "list": "- The old pier in Aarhus was closed for 18 months.\n- The <a-2>harbour office</a-2> says that the work "
    "went on through two winters.\n- It opens again on 3 May.",
    "table": "| What | When |\n| --- | --- |\n| The pier in Aarhus was closed, says the <a-2>harbour office</a-2> | "
    "for 18 months, two winters |\n| It opens again | on 3 May |",
}


def answering(body: dict[str, Any], purpose: str) -> str:
    """Answers as a model would that does what it is asked, for any passage."""
    name = purpose.rpartition(".")[2]
    prompt = "\n".join(str(message["content"]) for message in body["messages"] if message["role"] == "user")
    found = re.search(r"<selection>\n(.*?)\n</selection>", prompt, re.DOTALL)
    passage = found.group(1) if found else ""
    if "old pier in Aarhus" in passage:
        return GOOD.get(name, passage.replace("It opens again", "It will open again"))
    if name == "continue":
        return GOOD["continue"]
    return passage.replace("every day", "daily").replace("Dogs may not", "No dogs")
