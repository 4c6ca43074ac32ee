"""What an error says, in one line."""

from content_models.blank import is_blank


def first_line(error: BaseException | str) -> str:
    """The first line with words that a reader sees.

    Where there is none it is the name of the error's kind; "" for words that were kept of one.
    """
    lines = (line.strip() for line in str(error).splitlines())
    words = next((line for line in lines if not is_blank(line)), "")
    return words or (type(error).__name__ if isinstance(error, BaseException) else "")
