"""`python -m docs._generate`: rewrite in place what is generated; say which pages changed."""

from docs._generate.pages import ROOT, as_they_should_be


def main() -> None:
    """Rewrite every page that is not as it should be."""
    for path, wanted in as_they_should_be():
        if not path.is_file() or path.read_text(encoding="utf-8") != wanted:
            path.write_text(wanted, encoding="utf-8", newline="\n")
            print(f"{path.relative_to(ROOT)}: rewritten")


if __name__ == "__main__":
    main()
