"""Which languages the articles of some pages are in, and what it takes to tell.

    python bench/languages.py PATHS…

Prints articles by language, the articles that are not English, and the processor time that an article takes (the model
is loaded before, if it is needed at all; how long that takes is printed too).
"""

from __future__ import annotations

import argparse
import time
from collections import Counter

from sayso.read import find_pages, language, split


def main() -> None:
    """Print the counts, then the times."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="+")
    articles = [
        (page, article, blocks)
        for page in find_pages(parser.parse_args().paths)
        for cut, blocks in [split(page)]
        for article in cut
    ]
    began = time.process_time()
    language._model()
    language.language_of("Bakanlık sözcüsü salı günü, ateşkesin eski değirmenin yakınında bozulduğunu söyledi.")
    loaded = time.process_time()
    found = [language.article_language(article, blocks) for _, article, blocks in articles]
    ended = time.process_time()
    for code, count in sorted(Counter(map(str, found)).items(), key=lambda item: -item[1]):
        print(f"{count:>8,} {code}")
    for code, (page, article, _) in zip(found, articles, strict=True):
        if code != "en":
            print(f"{code} {page.file} {page.record or ''}: {' '.join(article.text.split())[:80]}")
    each = 1000 * (ended - loaded) / max(len(articles), 1)
    print(f"{each:.3f} ms an article; the model took {loaded - began:.2f} s")


if __name__ == "__main__":
    main()
