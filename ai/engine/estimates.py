"""How many tokens a text probably is, where no server has counted them: the same text, the same number.

Rule: a token per three bytes of UTF-8, and four for the frame of each message. That is more than tokenizers count
for European languages (3.3 to 4.5 bytes) and about what they count for Chinese and Japanese, so that a
reservation rather holds too much than too little.
"""

BYTES_PER_TOKEN = 3
FRAME = 4
PICTURE = 1_200  # of 800 by 600, by OpenAI's tiles and patches; no model of its time counts more


def text_tokens(text: str) -> int:
    return -(-len(text.encode()) // BYTES_PER_TOKEN)


def prompt_tokens(messages: list[dict[str, str]], *, pictures: int = 0) -> int:
    return sum(text_tokens(message["content"]) + FRAME for message in messages) + pictures * PICTURE


def call_tokens(messages: list[dict[str, str]], max_tokens: int) -> int:
    """What a reservation holds: the prompt and the longest answer."""
    return prompt_tokens(messages) + max_tokens
