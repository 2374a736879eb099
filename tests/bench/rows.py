"""One line of a bench: what was measured, beside what else did the same work in the same run."""

from __future__ import annotations

import json
from dataclasses import dataclass, field


@dataclass
class Row:
    """One measured case."""

    case: str
    value: float
    unit: str
    against: dict[str, float] = field(default_factory=dict)

    def shown(self, bench: str, *, as_json: bool) -> str:
        """As JSON, or as a line with the ratios."""
        if as_json:
            row = {"bench": bench, "case": self.case, "value": round(self.value, 3)}
            against = {name: round(value, 3) for name, value in self.against.items()}
            return json.dumps(row | {"unit": self.unit, "against": against})
        ratios = "".join(
            f"   {name} {value:,.2f} ({value / self.value:,.1f}x)" if self.value else ""
            for name, value in self.against.items()
        )
        return f"{self.case:<40} {self.value:>10,.2f} {self.unit}{ratios}"
