"""How often one may write to others."""

from app.core.pace import Pace

MOST_A_MINUTE = 30
PACE = Pace("messages", MOST_A_MINUTE)
