"""In which language is a letter? By its small words; those of the neighbours count for both."""

import re

BOTH = {"de", "que", "para", "por", "se", "a", "com", "con"}
SMALL = {
    "en": {"the", "and", "you", "your", "of", "with", "is", "for", "was", "this", "it", "has"},
    "es": BOTH | {"el", "la", "los", "las", "del", "y", "su", "una", "en", "este", "esta", "es"},
    "pt-br": BOTH | {"o", "os", "do", "dos", "da", "em", "e", "uma", "você", "não", "seu", "sua"},
}


def language_of(text):
    words = re.findall(r"[^\W\d_]+", text.lower())
    counts = {code: sum(word in small for word in words) for code, small in SMALL.items()}
    return max(counts, key=counts.get)
