"""Money in words."""


def yuan(fen: int) -> str:
    """An amount of fen in yuan with two decimals."""
    sign, fen = ("−" if fen < 0 else ""), abs(fen)
    return f"{sign}{fen // 100}.{fen % 100:02d}"
